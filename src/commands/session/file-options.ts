import type { DeclaredOptions, OptionsOf } from './declared-option.ts';
import type { Installation } from './installation.ts';
import {
  CACHE,
  type CacheOptions,
  COLLECTIONS,
  type ConfigurationOptions,
  FOLDER,
  FORMAT,
  type OutputOptions,
  TARGET_AFTER_NAMES,
  type TargetOptions,
} from './option-groups.ts';
import { parseActionChoice, parseVersion } from './option-parsers.ts';

/** The options of the commands that write manifests and other files of the repository. */

export const IMPORT = {
  which: {
    positional: true,
    value: '[which...]',
    completes: 'streams',
    help: 'names or ids of live streams; with --update: names of manifests; with --properties: names or ids of properties',
  },
  all: { help: 'import every live stream that has no manifest' },
  properties: {
    help: 'write manifests of the streams that properties log to: of those named, or of all that manifests of streams name',
    conflicts: ['all', 'update', 'version', 'yes', 'logType', 'kind'],
  },
  update: {
    help: 'update existing manifests (those named, or all) from the live streams; rewrites only what differs',
    conflicts: ['all', 'force', 'logType', 'kind'],
  },
  version: {
    value: '<version>',
    help: 'with --update and one name: bring back the content of this version; `history` shows the versions',
    parse: parseVersion,
  },
  terraform: {
    value: '<file>',
    help: 'import the streams in this state of Terraform or OpenTofu: `terraform state pull`, or `terraform show -json`',
    conflicts: ['all', 'properties', 'update', 'version', 'yes', 'logType', 'kind'],
  },
  secretsOut: {
    value: '<file>',
    help: 'with --terraform: write the secrets of the state into this new dotenv file, outside of the repository',
  },
  yes: { help: 'with --update: do not ask before rewriting files; required without a terminal' },
  ...COLLECTIONS,
  ...FOLDER,
  force: { help: 'overwrite existing files' },
  ...TARGET_AFTER_NAMES,
  ...CACHE,
  ...FORMAT,
} as const satisfies DeclaredOptions;

export interface ImportOptions extends OptionsOf<typeof IMPORT>, OutputOptions, TargetOptions, CacheOptions {}

export const ROTATE = {
  names: {
    positional: true,
    value: '[names...]',
    completes: 'streams',
    help: 'manifests whose secrets are sent again: names, or quoted patterns with * and ?',
  },
  allUsing: {
    value: '<secret>',
    help: 'all manifests that refer to this secret: env:NAME or file:PATH; may be repeated',
    repeatable: true,
  },
  ...FOLDER,
  ...FORMAT,
} as const satisfies DeclaredOptions;

export interface RotateOptions extends OptionsOf<typeof ROTATE>, OutputOptions, ConfigurationOptions {}

export const MIGRATE = {
  which: {
    positional: true,
    value: '[which...]',
    completes: 'streams',
    help: 'names of DataStream 1 manifests; names or ids of live streams',
  },
  out: { value: '<dir>', help: 'folder for the new manifests' },
  live: { help: 'read the streams from the account instead of the manifests' },
  ...FOLDER,
  force: { help: 'overwrite existing files' },
  ...TARGET_AFTER_NAMES,
  ...CACHE,
  ...FORMAT,
} as const satisfies DeclaredOptions;

export interface MigrateOptions
  extends OptionsOf<typeof MIGRATE>,
    OutputOptions,
    TargetOptions,
    CacheOptions {}

export const INIT = {
  directory: { positional: true, value: '[dir]', help: 'the repository', default: '.' },
  action: {
    value: '<source>',
    help: 'how workflows use the Action: commit (of the release that runs this command), tag (its floating major tag), copy (in the repository), or OWNER/REPO@REF (default: as in the last run; on the first run commit, or copy if this is not a release)',
    parse: parseActionChoice,
  },
  github: {
    help: 'also run the setup commands for GitHub that `init` prints (environments, secrets, variables), after asking; needs gh',
    conflicts: ['upgrade'],
  },
  upgrade: {
    help: 'bring files that an earlier version wrote up to date, after showing the differences; edited files are not changed',
  },
  replace: {
    value: '<files...>',
    help: 'with --upgrade: replace these files although they were edited or deleted',
  },
  yes: {
    help: 'with --upgrade or --github: do not ask before rewriting files or running commands; required without a terminal',
  },
  ...FORMAT,
} as const satisfies DeclaredOptions;

export interface InitOptions extends OptionsOf<typeof INIT>, OutputOptions {
  /** This package, with its workflows and its bundled Action. */
  readonly installation: Installation;
}
