import semver from 'semver';
import { isObject, type Json } from '../../model/json.ts';
import { type Context, UsageError } from '../session/context.ts';
import type { InitFile } from './files.ts';
import { withoutPins } from './pins.ts';

/**
 * What `init` wrote into a repository, and which version wrote it. `init --upgrade` replaces a file only if it has
 * content that `init` wrote; everything else is an edit of the user.
 */
export interface InitRecord {
  readonly version: string;
  /** The choice of the option `--action`; absent: the repository's own Action. */
  readonly action?: string | undefined;
  /** Digests of every content that was written to a file, the newest last. */
  readonly files: Readonly<Record<string, readonly string[]>>;
}

/** The file that has the record. */
export const RECORD_FILE = '.github/datastream-init.json';

const ABOUT =
  'Written by `datastream init`. It has digests of the files that init wrote, so that `datastream init --upgrade` can distinguish them from files that you edited. Commit it.';

/** Returns a digest of the content of a file, without line endings and without versions of other Actions. */
function contentDigest({ hash }: Context, file: string, text: string): string {
  const content = text.replaceAll('\r\n', '\n');
  return hash(file.startsWith('.github/workflows/') ? withoutPins(content) : content);
}

/**
 * Reads the record of a repository.
 * @returns undefined if there is none
 * @throws {UsageError} if it cannot be read
 */
export async function readRecord(context: Context, directory: string): Promise<InitRecord | undefined> {
  const file = `${directory}/${RECORD_FILE}`;
  if (!(await context.files.exists(file))) return undefined;
  const record = parsed(await context.files.read(file));
  if (record) return record;
  throw new UsageError(
    `${file} is not what init writes. Restore it from an earlier commit. Without it, every file that differs counts as edited.`,
  );
}

function parsed(text: string): InitRecord | undefined {
  try {
    const value = JSON.parse(text) as Json;
    if (!isObject(value)) return undefined;
    const { version, action, files } = value;
    if (typeof version !== 'string' || semver.valid(version) === null || !isObject(files)) return undefined;
    const entries = Object.entries(files).map(
      ([file, digests]) => [file, Array.isArray(digests) ? digests.map(String) : []] as const,
    );
    return {
      version,
      ...(typeof action === 'string' ? { action } : {}),
      files: Object.fromEntries(entries),
    };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Returns whether a file has content that `init` wrote. */
export function isRecorded(
  context: Context,
  record: InitRecord | undefined,
  file: string,
  text: string,
): boolean {
  return record?.files[file]?.includes(contentDigest(context, file, text)) === true;
}

/**
 * Returns the record of files that are written, or that have this content already. Digests of earlier content remain:
 * a revert brings it back.
 */
export function recordFile(
  context: Context,
  earlier: InitRecord | undefined,
  { version, action }: Pick<InitRecord, 'version' | 'action'>,
  written: readonly { readonly file: string; readonly text: string }[],
): InitFile {
  const added = written.map(({ file, text }) => {
    const digest = contentDigest(context, file, text);
    return [file, [...(earlier?.files[file] ?? []).filter((one) => one !== digest), digest]] as const;
  });
  const all = { ...earlier?.files, ...Object.fromEntries(added) };
  const files = Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
  const record = { about: ABOUT, version, ...(action === undefined ? {} : { action }), files };
  return { file: RECORD_FILE, text: `${JSON.stringify(record, null, 2)}\n` };
}
