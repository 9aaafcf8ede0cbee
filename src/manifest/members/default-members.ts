import { STREAM_CARDS } from '../../collections/registry.ts';
import { DESTINATION_SETS } from '../../destinations/registry.ts';
import type { StreamCard } from '../../model/card.ts';
import type { Path } from '../findings/problem.ts';
import { EXTRA, partsOf, ROTATE_SECRETS_AFTER } from './own-members.ts';
import { perCard } from './per-card.ts';

/** Members of `spec` that no default can set, because they are about one stream. */
export const MEMBERS_OF_ONE_STREAM: Readonly<Record<string, string>> = {
  streamId: 'It binds one manifest to one stream.',
  streamName: 'It names one stream.',
  separate: 'It allows one stream that has the same sources and destination as another one.',
  [ROTATE_SECRETS_AFTER]: 'It requests the rotation of one stream: use `datastream rotate`.',
  logType: 'It selects which members a manifest has. To choose manifests by log type, write it next to spec.',
};

/** Returns the names of the members of `spec` that defaults can set in streams of one collection. */
export const defaultMembers = perCard((card: StreamCard): readonly string[] => [
  'state',
  'protect',
  ...card.lists.filter(({ readOnly }) => !readOnly).map(({ member }) => member),
  ...Object.keys(card.members),
  ...partsOf(card),
  EXTRA,
]);

/** Returns the cards of the streams that a default is for. */
export function cardsOf({
  kind,
  logType,
}: {
  readonly kind?: string;
  readonly logType?: string;
}): readonly StreamCard[] {
  return STREAM_CARDS.filter(
    ({ collection }) =>
      (kind === undefined || collection.kind === kind) &&
      (logType === undefined || collection.logType === logType),
  );
}

const DESTINATION_MEMBERS = DESTINATION_SETS.flatMap(({ cards }) =>
  cards.flatMap(({ members }) => Object.entries(members)),
);

/** Returns whether a path leads to a member of a destination that is a secret, of whatever type the destination is. */
export function isSecretMember(path: Path): boolean {
  const name = path.at(-1);
  if (!DESTINATION_SETS.some(({ member }) => path.slice(0, -1).includes(member))) return false;
  const cards = DESTINATION_MEMBERS.flatMap(([member, card]) => (member === name ? [card] : []));
  return cards.length > 0 && cards.every(({ writeOnly }) => writeOnly === true);
}
