import type { KnownDestination } from '../../conversion/destination-to-manifest.ts';
import { type Exported, exportSpec } from '../../conversion/stream-to-manifest.ts';
import type { StreamDetail } from '../../model/observed.ts';
import { spellInAscii } from '../../plan/ascii.ts';
import type { NameIndex } from '../../plan/resolve/resolve.ts';
import { distinct } from './file-names.ts';

const LONGEST_PREFIX = 80;

/**
 * Exports a stream as a manifest with variables that no other manifest uses. If two streams shared a
 * variable, the secret of one would be sent to the destination of the other. `a-b` and `a b`, or `a` with
 * `bSecret` and `a-b` with `secret`, give the same variable name. Therefore variable names are compared, not
 * streams.
 * @param taken variable names in use, in upper case; the new ones are added
 * @param known the destination as another tool sent it
 */
export function exportWithUniqueVariables(
  detail: StreamDetail,
  names: NameIndex,
  name: string,
  taken: Set<string>,
  known?: KnownDestination,
): Exported {
  const prefixes = distinct(
    detail,
    spellable(name) ? cut(name) : `stream ${detail.streamId}`,
    LONGEST_PREFIX,
  );
  for (;;) {
    const exported = exportSpec(detail, names, prefixes.next().value, known);
    const variables = exported.references.map(({ suggestedName }) => suggestedName);
    if (variables.some((variable) => taken.has(variable))) continue;
    for (const variable of variables) taken.add(variable);
    return exported;
  }
}

/** Whether any character of a name can be part of a variable name. */
function spellable(name: string): boolean {
  return /[A-Za-z0-9]/.test(spellInAscii(name));
}

function cut(name: string): string {
  return [...name].slice(0, LONGEST_PREFIX).join('');
}
