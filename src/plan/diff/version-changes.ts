import { streamCard } from '../../collections/registry.ts';
import type { Change } from '../../model/change.ts';
import type { StreamDetail } from '../../model/observed.ts';
import { canonicalLive, merged } from '../canonical/canonical.ts';
import type { NameIndex } from '../resolve/resolve.ts';
import { inOneOrder } from './comparable.ts';
import { labelled } from './compare.ts';
import { diff } from './diff.ts';

/**
 * Returns the differences between two versions of a stream, members without a card included.
 *
 * @param before redacted at the same places as `after`
 */
export function versionChanges(
  before: StreamDetail,
  after: StreamDetail,
  names: NameIndex,
): readonly Change[] {
  const card = streamCard(after.collection);
  const content = (detail: StreamDetail) => {
    const { spec, unknown } = canonicalLive(card, detail);
    return merged(unknown, spec);
  };
  const sides = inOneOrder(card, { before: content(before), after: content(after) });
  return diff(sides.before, sides.after).map((change) => labelled(card, change, names));
}
