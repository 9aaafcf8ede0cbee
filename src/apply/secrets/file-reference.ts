import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { TextDecoder } from 'node:util';
import { readFileBounded, UnreadableFile } from '../../files/read-file.ts';
import type { Configured } from '../../model/configuration.ts';

/** A reference without a value. The message contains the reference and the fix, never a value. */
export class SecretError extends Error {
  override readonly name: string = 'SecretError';
}

/** A reference to a credential of the run itself, which no destination may get. */
export class ForbiddenSecretError extends SecretError {
  override readonly name = 'ForbiddenSecretError';
}

/** Folders that `{ file }` references may read. Relative paths start at the working directory. */
export interface SecretFolders {
  /** The folder of all manifests (`--streams`). */
  readonly manifestDirectory: string;
  /** An additional folder (`--secrets-dir`). */
  readonly secretsDirectory?: string;
  /** The secrets that may be used, and where they are listed. Absent: all. */
  readonly allowed?: Configured<readonly string[]>;
}

/** A secret has to be smaller than this. Bytes. */
const LIMIT = 1024 * 1024;

/**
 * Reads a `{ file }` reference. The path is relative to the manifest's folder, or to the secrets folder if
 * the first does not contain the file. Links are resolved first. The result must be a regular file under 1
 * MiB inside the manifest folder or the secrets folder, not inside `.git`, and not an edgerc file. One
 * trailing newline is removed.
 * @throws {SecretError}
 */
export async function readSecretFile(file: string, folder: string, folders: SecretFolders): Promise<string> {
  const found = await find(file, folder, folders);
  await refuseOutside(file, found, folders);
  await refuseLink(file, found, folder, folders);
  const text = decode(file, await readSmall(file, found));
  if (isEdgerc(found, file, text)) {
    throw new ForbiddenSecretError(
      `file ${file} is an edgerc; the API's own credentials must not be sent to a destination.`,
    );
  }
  return text.replace(/\r?\n$/, '');
}

async function find(file: string, folder: string, folders: SecretFolders): Promise<string> {
  const bases = [folder, ...(folders.secretsDirectory === undefined ? [] : [folders.secretsDirectory])];
  for (const base of bases) {
    const found = await real(path.resolve(base, file));
    if (found !== undefined) return found;
  }
  throw new SecretError(`file ${file} does not exist or cannot be read in ${bases.join(' or ')}.`);
}

async function real(file: string): Promise<string | undefined> {
  try {
    return await realpath(file);
  } catch {
    return undefined;
  }
}

async function refuseOutside(file: string, found: string, folders: SecretFolders): Promise<void> {
  const { manifestDirectory, secretsDirectory } = folders;
  const roots = [manifestDirectory, ...(secretsDirectory === undefined ? [] : [secretsDirectory])];
  const realRoots = await Promise.all(roots.map(real));
  if (!realRoots.some((root) => root !== undefined && isInside(root, found))) {
    throw new SecretError(
      `file ${file} leads outside of ${roots.join(' and ')}; move it there, or name its folder with --secrets-dir.`,
    );
  }
  if (found.split(/[\\/]/).some((segment) => segment.toLowerCase() === '.git')) {
    throw new SecretError(`file ${file} is inside a .git folder, which is never read; move it elsewhere.`);
  }
}

/**
 * Refuses a link in the folder of the manifest if only some secrets are allowed: a change of the repository could let it
 * lead to any other. Links in the secrets folder belong to those who provide it.
 */
async function refuseLink(
  file: string,
  found: string,
  folder: string,
  folders: SecretFolders,
): Promise<void> {
  const { allowed, secretsDirectory } = folders;
  const named = path.resolve(folder, file);
  if (!allowed || (await real(named)) !== found) return;
  if (secretsDirectory !== undefined && isInside(path.resolve(secretsDirectory), named)) return;
  if (path.resolve((await real(folder)) ?? folder, file) === found) return;
  throw new SecretError(
    `file ${file} is a link, which could lead around allowedSecrets (${allowed.origin.file}:${allowed.origin.line}); refer to the file itself.`,
  );
}

/** Whether a file is inside a folder. On Windows, the relative path to another drive is absolute. */
function isInside(root: string, file: string): boolean {
  const way = path.relative(root, file);
  return way !== '' && way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}

/**
 * Reads and checks the open file. If a link or a pipe has replaced the resolved file in the meantime, the
 * link is not followed, and the pipe is not awaited.
 */
async function readSmall(file: string, found: string): Promise<Uint8Array> {
  try {
    return await readFileBounded(found, { limit: LIMIT - 1, links: 'refuse' });
  } catch (cause) {
    if (!(cause instanceof UnreadableFile)) {
      throw new SecretError(`file ${file} cannot be read (${code(cause)}).`, { cause });
    }
    const problem = cause.isTooLarge ? 'is too large: a secret is under 1 MiB' : 'is not a regular file';
    throw new SecretError(`file ${file} ${problem}.`, { cause });
  }
}

function decode(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new SecretError(`file ${file} is not UTF-8 text.`, { cause });
  }
}

/** Detects an edgerc file by its name, or by the content that every edgerc file has. */
function isEdgerc(found: string, file: string, text: string): boolean {
  const names = [path.basename(found), path.basename(file)];
  if (names.some((name) => name.toLowerCase().includes('edgerc'))) return true;
  return ['client_secret', 'access_token'].every((member) => text.toLowerCase().includes(member));
}

function code(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
