import { MIGRATED_TO } from '../../conversion/datastream1/migrate.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { isReference } from '../../model/secret.ts';
import type { MigratedStream } from '../../render/schemas/migrate.ts';
import type { Context } from '../session/context.ts';
import { folderOf, type Source } from './sources.ts';

/**
 * The files that manifests refer to and that exist relative to their manifest's folder. The others may be in
 * the secrets folder.
 */
export async function filesThere(context: Context, found: readonly Source[]): Promise<ReadonlySet<string>> {
  const there = new Set<string>();
  for (const { folder, spec } of found) {
    if (folder === undefined) continue;
    for (const file of filesIn(spec)) {
      const path = pathIn(folder, file);
      if (await context.files.exists(path)) there.add(path);
    }
  }
  return there;
}

/** A spec whose file references are relative to the folder of its new manifest, with notes about them. */
export interface MovedFiles {
  readonly spec: JsonObject;
  readonly notes: MigratedStream['notes'];
}

/**
 * Paths of file references are relative to the manifest's folder. For a manifest in another folder, the path
 * of a file next to the original changes. The path of a file that does not exist there is kept, since the
 * secrets folder is searched too.
 * @param there the result of `filesThere`
 */
export function movedFiles(
  spec: JsonObject,
  { folder }: Source,
  file: string,
  there: ReadonlySet<string>,
): MovedFiles {
  const to = folderOf(file);
  const destination = spec[MIGRATED_TO.destinations];
  if (folder === undefined || !isObject(destination)) return { spec, notes: [] };
  if (steps(folder).join('/') === steps(to).join('/')) return { spec, notes: [] };
  const moved = Object.entries(destination).map(([member, value]): readonly [string, Json, string?] => {
    if (!isReference(value) || !('file' in value) || value.file.startsWith('/')) return [member, value];
    const path = there.has(pathIn(folder, value.file)) ? relative(to, pathIn(folder, value.file)) : undefined;
    return [member, { file: path ?? value.file }, noteOf(value.file, path)];
  });
  const messages = new Set(moved.flatMap(([, , message]) => (message === undefined ? [] : [message])));
  return {
    spec: {
      ...spec,
      [MIGRATED_TO.destinations]: Object.fromEntries(moved.map(([member, value]) => [member, value])),
    },
    notes: [...messages].map((message) => ({ code: 'file-reference', message })),
  };
}

function noteOf(file: string, path: string | undefined): string {
  return path === undefined
    ? `file ${file}: the path counts from the folder of this manifest, which is not that of the original`
    : `file ${file} of the original is file ${path} from the folder of this manifest; it has to lie inside the folder of --streams or of --secrets-dir when this is applied`;
}

function filesIn(value: Json): readonly string[] {
  if (isReference(value)) return 'file' in value ? [value.file] : [];
  if (isArray(value)) return value.flatMap(filesIn);
  return isObject(value) ? Object.values(value).flatMap(filesIn) : [];
}

function pathIn(folder: string, file: string): string {
  return folder === '' || file.startsWith('/') ? file : `${folder}/${file}`;
}

/**
 * The relative path from a folder to a file; `undefined` if it contains a folder whose name is not known
 * here.
 */
function relative(folder: string, file: string): string | undefined {
  if (folder.startsWith('/') !== file.startsWith('/')) return undefined;
  const [from, to] = [steps(folder), steps(file)];
  const parting = from.findIndex((step, index) => step !== to[index]);
  const shared = parting < 0 ? from.length : parting;
  const back = from.slice(shared);
  if (back.includes('..')) return undefined;
  return [...back.map(() => '..'), ...to.slice(shared)].join('/');
}

/** The folders of a path. `.` is dropped, and `..` removes the folder before it. */
function steps(path: string): readonly string[] {
  const taken: string[] = [];
  for (const step of path.split('/')) {
    if (step === '' || step === '.') continue;
    const last = taken.at(-1);
    if (step === '..' && last !== undefined && last !== '..') taken.pop();
    else taken.push(step);
  }
  return taken;
}
