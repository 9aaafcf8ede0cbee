import { streamCard } from '../../../collections/registry.ts';
import { DESTINATIONS, destinationCard, destinationSet } from '../../../destinations/registry.ts';
import { DELIVERY } from '../../../model/card.ts';
import {
  canonicalJson,
  isArray,
  isObject,
  type Json,
  type JsonObject,
  objectsIn,
} from '../../../model/json.ts';
import type { StreamEvidence } from './evidence.ts';
import { type Assumption, confirmed, contradicted, holdsForAll, notObservable } from './observation.ts';

const MIDGRESS_FIELD = 2051;

interface Read extends StreamEvidence {
  readonly detail: JsonObject;
}

const readStreams = (streams: readonly StreamEvidence[]): readonly Read[] =>
  streams.flatMap((one) => (one.detail ? [{ ...one, detail: one.detail }] : []));
const cardOf = ({ logType }: StreamEvidence) => streamCard({ kind: 'DataStream2', logType });
const objectAt = (body: JsonObject, name: string): JsonObject => {
  const value = body[name];
  return isObject(value) ? value : {};
};
const destinationOf = (one: Read) => {
  const value = objectAt(one.detail, 'destination');
  return {
    value,
    card: destinationCard(destinationSet(cardOf(one)), String(value['destinationType'] ?? '')),
  };
};
const isSet = (value: Json | undefined) =>
  value !== undefined && value !== null && value !== '' && value !== 0;

/** Whether a member is returned; the vendor omits it for some accounts. */
function returned(
  id: string,
  member: string,
  reliesOn: readonly string[],
  read: (one: Read) => Json | undefined,
  concerns: (one: Read) => boolean = () => true,
): Assumption {
  return {
    id,
    statement: `Responses about a stream have ${member}.`,
    reliesOn,
    observe: ({ streams }) =>
      holdsForAll(
        readStreams(streams).filter(concerns),
        'streams that were read',
        (one) => isSet(read(one)),
        `${member} is missing or empty`,
      ),
  };
}

const ABSENCE = 'docs/decisions/0051-absence-in-a-response.md';
/** As cards spell them, and as responses may. */
const KNOWN_TYPES = DESTINATIONS.map(({ type }) => type);
const isObjectStore = (one: Read) => destinationOf(one).card?.family === 'object';

/** Assumptions about the content of streams. */
export const STREAM_ASSUMPTIONS: readonly Assumption[] = [
  returned(
    'contract-returned',
    'contractId',
    ['src/collections/members.ts', ABSENCE],
    ({ detail }) => detail['contractId'],
  ),
  returned(
    'group-returned',
    'groupId',
    ['src/collections/members.ts', ABSENCE],
    ({ detail }) => detail['groupId'],
  ),
  returned(
    'sampling-returned',
    'samplingPercentage',
    ['src/collections/members.ts', ABSENCE],
    ({ detail }) => detail['samplingPercentage'],
    ({ logType }) => logType === 'cdn',
  ),
  returned(
    'integration-returned',
    'integrationType',
    ['src/plan/streams/expected-streams.ts', ABSENCE],
    ({ detail }) => detail['integrationType'],
    ({ logType }) => logType === 'cdn',
  ),
  returned(
    'prefix-returned',
    'deliveryConfiguration.uploadFilePrefix',
    ['src/collections/members.ts', ABSENCE],
    ({ detail }) => objectAt(detail, DELIVERY)['uploadFilePrefix'],
    isObjectStore,
  ),
  returned(
    'suffix-returned',
    'deliveryConfiguration.uploadFileSuffix',
    ['src/collections/members.ts', ABSENCE],
    ({ detail }) => objectAt(detail, DELIVERY)['uploadFileSuffix'],
    isObjectStore,
  ),
  {
    id: 'write-only-omitted',
    statement: 'Responses never contain a write-only member of a destination.',
    reliesOn: ['docs/decisions/0005-returned-credentials-are-redacted-first.md'],
    observe: ({ streams }) => {
      const known = readStreams(streams).filter((one) => destinationOf(one).card);
      return holdsForAll(
        known,
        'streams with a known destination',
        (one) => {
          const { value, card } = destinationOf(one);
          const writeOnly = Object.entries(card?.members ?? {}).filter(([, member]) => member.writeOnly);
          return writeOnly.every(([name]) => !isSet(value[name]));
        },
        'a write-only member is returned',
      );
    },
  },
  {
    id: 'destinations-known',
    statement: 'The type of every destination is known to this version.',
    reliesOn: ['src/destinations/registry.ts', 'docs/decisions/0049-unknown-destination-types.md'],
    observe: ({ streams }, { words }) => {
      const all = readStreams(streams);
      if (all.length === 0) return notObservable('No stream could be read.');
      const types = (ones: readonly Read[]) =>
        ones.map((one) => String(destinationOf(one).value['destinationType'] ?? ''));
      const unknown = all.filter((one) => !destinationOf(one).card);
      return unknown.length === 0
        ? confirmed(`Seen: ${words(types(all), KNOWN_TYPES)}.`)
        : contradicted(`Not known: ${words(types(unknown))}.`);
    },
  },
  {
    id: 'members-known',
    statement: 'Every member of a stream, its delivery and its destination is known to this version.',
    reliesOn: ['src/plan/canonical', 'docs/decisions/0052-members-that-do-not-survive-json.md'],
    observe: ({ streams }, { words }) => {
      const all = readStreams(streams);
      if (all.length === 0) return notObservable('No stream could be read.');
      const unknown = all.flatMap(unknownMembers);
      return unknown.length === 0
        ? confirmed(`True for ${all.length} streams that were read.`)
        : contradicted(`Not known: ${words(unknown)}.`);
    },
  },
  {
    id: 'midgress-field',
    statement: 'Field 2051 is among the data set fields exactly if collectMidgress is true.',
    reliesOn: ['src/collections/cdn.ts'],
    observe: ({ streams }) =>
      holdsForAll(
        readStreams(streams).filter(({ logType }) => logType === 'cdn'),
        'CDN streams that were read',
        ({ detail }) =>
          objectsIn(detail['datasetFields']).some((field) => field['datasetFieldId'] === MIDGRESS_FIELD) ===
          (detail['collectMidgress'] === true),
      ),
  },
  {
    id: 'order-stable',
    statement: 'Two reads of a stream return its lists in the same order.',
    reliesOn: ['src/plan/diff/compare.ts', 'docs/decisions/0016-entries-are-compared.md'],
    observe: ({ streams }) =>
      holdsForAll(
        readStreams(streams).filter(({ again }) => again),
        'streams that were read twice',
        ({ detail, again }) => canonicalJson(detail) === canonicalJson(again ?? {}),
        'the two responses differ',
      ),
  },
  {
    id: 'row-agrees',
    statement: 'The row and the stream itself have the same latest version and status.',
    reliesOn: ['src/apply/observe/version-cache.ts', 'docs/decisions/0012-encrypted-cache.md'],
    observe: ({ streams }) =>
      holdsForAll(
        readStreams(streams),
        'streams that were read',
        ({ row, detail }) =>
          row['latestVersion'] === detail['latestVersion'] && row['streamStatus'] === detail['streamStatus'],
        'they differ (or the stream changed in between)',
      ),
  },
];

/** Members that every response about a stream may have, in addition to those of its card. */
const COMMON = new Set(['streamName', 'destination', DELIVERY]);

function unknownMembers(one: Read): readonly string[] {
  const card = cardOf(one);
  const { value: destination, card: known } = destinationOf(one);
  const set = destinationSet(card);
  const root = Object.keys(one.detail).filter(
    (name) =>
      !COMMON.has(name) &&
      !Object.hasOwn(card.members, name) &&
      !card.readOnly.includes(name) &&
      !card.lists.some(({ member }) => member === name),
  );
  const delivery = Object.keys(objectAt(one.detail, DELIVERY)).filter(
    (name) => !Object.hasOwn(card.delivery ?? {}, name),
  );
  const inDestination = known
    ? Object.keys(destination).filter(
        (name) =>
          name !== set.typeMember &&
          name !== set.nameMember &&
          !Object.hasOwn(known.members, name) &&
          !known.readOnly.includes(name),
      )
    : [];
  return [...root, ...delivery, ...inDestination];
}

/** Whether two responses about the same version have the same content. Status and names are not part of it. */
export function hasSameContent(one: JsonObject, other: JsonObject): boolean {
  const content = ['streamName', 'destination', DELIVERY] as const;
  const fields = (body: JsonObject) =>
    isArray(body['datasetFields'] ?? null)
      ? objectsIn(body['datasetFields'])
          .map(({ datasetFieldId }) => String(datasetFieldId))
          .sort()
      : [];
  return (
    content.every((name) => canonicalJson(one[name] ?? null) === canonicalJson(other[name] ?? null)) &&
    canonicalJson(fields(one)) === canonicalJson(fields(other))
  );
}
