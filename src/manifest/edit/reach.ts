import { canonicalJson, isArray, isObject, type Json } from '../../model/json.ts';
import type { Path } from '../findings/problem.ts';
import type { Edit } from './edit.ts';

/**
 * Returns whether edits changed nothing but their own members. An anchor can change other members of the same manifest
 * together with one of them (`compressLogs: &on true` and `protect: *on`).
 * @param before content of the manifest, with aliases resolved
 * @param after the same after the edits
 */
export function isSameElsewhere(edits: readonly Edit[], before: Json, after: Json): boolean {
  const [old, now] = [before, after].map((content) =>
    canonicalJson(edits.reduce((rest, { path }) => withoutPath(rest, path), content)),
  );
  return old === now;
}

/**
 * Returns content without a member, and without the blocks that contain nothing else: an edit may add or remove them
 * together with the member.
 */
function withoutPath(content: Json, path: Path): Json {
  const [step, ...rest] = path;
  if (isArray(content)) {
    return content.map((item, index) => (index === step && rest.length > 0 ? withoutPath(item, rest) : item));
  }
  if (!isObject(content) || step === undefined) return content;
  const entries = Object.entries(content).flatMap(([member, value]): [string, Json][] => {
    if (member !== String(step)) return [[member, value]];
    const left = rest.length === 0 ? {} : withoutPath(value, rest);
    return isObject(left) && Object.keys(left).length === 0 ? [] : [[member, left]];
  });
  return Object.fromEntries(entries);
}
