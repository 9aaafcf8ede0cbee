import { isObject, type JsonObject } from '../../model/json.ts';
import { error, nameAt, type Path, type Problems } from '../findings/problem.ts';
import { kindOf, quoted } from '../findings/wording.ts';
import { notABlock } from './object-members.ts';
import { EXTRA } from './own-members.ts';

/**
 * Reports known members in `extra`, which is for members that the product does not know. A known member would bypass
 * its rules there.
 */
export function* knownInExtra(block: JsonObject, path: Path, known: readonly string[]): Problems {
  const extra = block[EXTRA];
  if (extra === undefined || extra === null) return;
  const here = [...path, EXTRA];
  if (!isObject(extra)) {
    yield notABlock(here, kindOf(extra), 'Write extra: { <member>: <value> }.');
    return;
  }
  for (const name of Object.keys(extra)) {
    if (!known.includes(name)) continue;
    const message = `${quoted(name)} is a member that this product knows, so it cannot be in extra.`;
    yield error(nameAt([...here, name]), 'known-in-extra', message, 'Move it one level up, or remove it.');
  }
}
