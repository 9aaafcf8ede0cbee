import { type Loaded, loadManifests } from '../../manifest/load.ts';
import { parseFile } from '../../manifest/parse.ts';
import { defined } from '../../model/defined.ts';
import { type Diagnostic, isFormError } from '../../model/diagnostic.ts';
import type { Manifest } from '../../model/manifest.ts';
import { type Context, UsageError } from './context.ts';
import type { ConfigurationOptions, ManifestOptions } from './option-groups.ts';

/** Shared functions of commands that write manifests. */

/** A folder of manifests, and what the configuration file says about them. */
type ManifestFolder = Pick<ManifestOptions, 'streams'> & ConfigurationOptions;

/**
 * The manifests that the folder already contains; empty if it does not exist.
 * @throws {UsageError} if a manifest has errors
 */
export async function manifestsSoFar(
  context: Context,
  options: ManifestFolder,
): Promise<readonly Manifest[]> {
  return (await repositorySoFar(context, options)).manifests;
}

/**
 * The same, with the manifests of properties.
 * @throws {UsageError} if a manifest has errors
 */
export async function repositorySoFar(
  context: Context,
  { streams: folder, configuration }: ManifestFolder,
): Promise<Pick<Loaded, 'manifests' | 'properties'>> {
  if (!(await context.files.exists(folder))) return { manifests: [], properties: [] };
  const loaded = await loadManifests({ directory: folder, configuration });
  const errors = loaded.findings.filter((finding) => isFormError(finding) && finding.code !== 'no-manifest');
  const [first] = errors;
  if (first) {
    const rest = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
    throw new UsageError(
      `The manifests in ${folder} have errors, so it is not known which streams they manage: ` +
        `${first.file}:${first.line}: ${first.message}${rest}. Run validate.`,
    );
  }
  return loaded;
}

/** An error in a file that was written. */
export type Fault = Pick<Diagnostic, 'file' | 'line' | 'column' | 'message'>;

/** The errors in a manifest that was written. A live value may be one that no manifest can contain. */
export function faultsOf(
  file: string,
  text: string,
  configuration: ConfigurationOptions['configuration'],
): readonly Fault[] {
  const { findings, entries, properties } = parseFile(file, text, defined({ configuration }));
  return [...findings, ...[...entries, ...properties].flatMap((entry) => entry.findings)]
    .filter(({ severity }) => severity === 'error')
    .map(({ line, column, message }) => ({ file, line, column, message }));
}

/**
 * The path of a published schema, relative to the manifests' folder: that of this repository, or of the
 * installed package.
 */
export async function schemaPath(
  context: Context,
  folder: string,
  schema = 'stream.schema.json',
): Promise<string | undefined> {
  const up = folder
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .map(() => '..');
  for (const place of ['schemas', 'node_modules/datastream-gitops/schemas']) {
    const file = `${place}/${schema}`;
    if (!folder.startsWith('/') && !folder.includes('..') && (await context.files.exists(file))) {
      return [...up, file].join('/');
    }
  }
  return undefined;
}

/**
 * Refuses to overwrite files of the user unless that was requested.
 * @throws {UsageError} if one of them exists
 */
export async function refuseOverwriting(
  context: Context,
  planned: readonly { readonly file: string }[],
): Promise<void> {
  const there: string[] = [];
  for (const { file } of planned) if (await context.files.exists(file)) there.push(file);
  if (there.length === 0) return;
  throw new UsageError(
    `Nothing was written: ${there.join(', ')} ${there.length === 1 ? 'exists' : 'exist'} already. Use --force to overwrite.`,
  );
}
