import { STREAM_CARDS } from '../../collections/registry.ts';
import { DESTINATION_SETS } from '../../destinations/registry.ts';
import { DELIVERY } from '../../model/card.ts';
import type { MemberCards } from '../../model/member-card.ts';
import { ownMembers } from './own-members.ts';
import { PROPERTY_BLOCKS, PROPERTY_MEMBERS } from './property-members.ts';

/** Keys of manifests that no card, or only a card's lists, describe. None of them holds a secret. */
const STRUCTURE = [
  'apiVersion',
  'kind',
  'metadata',
  'name',
  'spec',
  'streamName',
  DELIVERY,
  'frequency',
  'intervalInSeconds',
];

/** Members of `PropertyLogging` manifests and of their blocks. */
const PROPERTY_KEYS = [PROPERTY_MEMBERS, ...PROPERTY_BLOCKS].flatMap((members) => Object.keys(members));

const MEMBERS: readonly MemberCards[] = [
  ownMembers(undefined),
  ...STREAM_CARDS.flatMap(({ members, delivery }) => [members, ...(delivery ? [delivery] : [])]),
  ...DESTINATION_SETS.flatMap(({ cards, nameMember, name }) => [
    { [nameMember]: name },
    ...cards.map(({ members }) => members),
  ]),
];

/** Options of Log Request Details that may contain a secret: text of the customer, and cookies with their values. */
const SECRET_OPTIONS = ['customLogField', 'cookies'];

/**
 * Names of members that are a secret, or may contain one: in any destination, those that accept a reference.
 */
const SECRET: ReadonlySet<string> = new Set([
  ...SECRET_OPTIONS,
  ...MEMBERS.flatMap((members) =>
    Object.entries(members)
      .filter(([, { writeOnly, credential }]) => writeOnly || credential !== undefined)
      .map(([name]) => name),
  ),
]);

/** Every key that this version knows. */
export const KNOWN_KEYS: ReadonlySet<string> = new Set([
  ...STRUCTURE,
  ...PROPERTY_KEYS,
  ...MEMBERS.flatMap((members) => Object.keys(members)),
  ...STREAM_CARDS.flatMap(({ lists }) => lists.map(({ member }) => member)),
  ...DESTINATION_SETS.flatMap(({ member, typeMember }) => [member, typeMember]),
]);

/**
 * Returns whether a value may be shown as it is in the file: its key is known, and no destination has a secret with
 * that name.
 */
export function isPlainKey(key: string): boolean {
  return KNOWN_KEYS.has(key) && !SECRET.has(key);
}
