import { loadManifestNames } from '../../manifest/names.ts';
import { propertyLoggingKey } from '../../model/property-logging.ts';
import { configure, readTargetNames } from '../session/configure.ts';
import type { Context } from '../session/context.ts';
import { type DeclaredOptions, defaultsOf, type NameKind } from '../session/declared-option.ts';

/** A command whose names are completed, and the values that the command line gives to its options so far. */
interface TypedCommand {
  readonly declared: DeclaredOptions;
  readonly given: Readonly<Record<string, string>>;
}

/**
 * Names that no shell changes or executes, except that blanks need quotes. A manifest may contain any name; all others
 * are not offered.
 */
const PLAIN_NAME = /^[\p{L}\p{N}_][\p{L}\p{N} _./-]*$/u;

/**
 * Returns the names that a shell can complete, sorted. Reads the configuration file and the folder of the manifests
 * that the command would read, and nothing else. Manifests with errors have names too.
 * @throws {UsageError} if the configuration file cannot be read, or has no such target
 */
export async function readNames(
  context: Pick<Context, 'env' | 'files'>,
  kind: NameKind,
  command: TypedCommand,
): Promise<readonly string[]> {
  const names =
    kind === 'targets'
      ? await readTargetNames(context, command.given['config'])
      : await readManifestNames(context, kind, command);
  return [...new Set(names)].filter((name) => PLAIN_NAME.test(name)).sort();
}

async function readManifestNames(
  context: Pick<Context, 'env' | 'files'>,
  kind: Exclude<NameKind, 'targets'>,
  { declared, given }: TypedCommand,
): Promise<readonly string[]> {
  const options: { readonly streams?: string } = { ...defaultsOf(declared), ...given };
  const configured = await configure(context, options, { declared, given: new Set(Object.keys(given)) });
  if (configured.tag === 'rejected' || configured.options.streams === undefined) return [];
  const { streams, properties } = await loadManifestNames(configured.options.streams);
  return kind === 'streams' ? streams : [...streams, ...properties.map(propertyLoggingKey)];
}
