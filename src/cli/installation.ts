import { readFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Installation } from '../commands/session/installation.ts';

/** The package's root: two folders above this file, both in the source and in the build. */
const FOLDER = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');

/** What package.json names as the repository until someone publishes the package. */
const PLACEHOLDER = 'OWNER/REPO';

/** The members of package.json that are read. The release workflow adds `gitHead` before it packs. */
interface PackageFile {
  readonly version: string;
  readonly gitHead?: string;
  readonly repository: { readonly url: string };
  readonly engines: { readonly node: string };
}

/** Reads which package this is, and what runs it. */
export function readInstallation(folder = FOLDER): Installation {
  const file = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as PackageFile;
  const [, repository] = /github\.com\/([^/]+\/[^/]+?)(?:\.git)?$/.exec(file.repository.url) ?? [];
  return {
    folder,
    version: file.version,
    ...(file.gitHead === undefined ? {} : { commit: file.gitHead }),
    ...(repository === undefined || repository === PLACEHOLDER ? {} : { repository }),
    node: process.version,
    needsNode: file.engines.node,
    platform: `${process.platform}-${process.arch}`,
  };
}
