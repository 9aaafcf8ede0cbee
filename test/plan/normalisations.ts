import { destinationSet } from '../../src/destinations/registry.ts';
import type { StreamCard } from '../../src/model/card.ts';
import type { DestinationCard } from '../../src/model/destination-card.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import { keep, NEVER_RETURNED, withDestinations, withPart } from '../builders/card-samples.ts';

/** One way in which the server returns the same stream in another notation. */
export interface Normalisation {
  readonly name: string;
  readonly apply: (body: JsonObject, card: StreamCard, destination: DestinationCard) => JsonObject;
}

const isColumns = (body: JsonObject) =>
  isObject(body['deliveryConfiguration']) && body['deliveryConfiguration']['format'] === 'STRUCTURED';

const eachList = (
  body: JsonObject,
  card: StreamCard,
  change: (items: readonly Json[], isOrdered: boolean) => readonly Json[],
): JsonObject => ({
  ...body,
  ...Object.fromEntries(
    card.lists.map((list) => {
      const items = body[list.member];
      return [list.member, isArray(items) ? change(items, list.role === 'fields' && isColumns(body)) : []];
    }),
  ),
});

const without = (body: JsonObject, ...members: readonly string[]) => keep(body, (m) => !members.includes(m));

const withDelivery = (
  body: JsonObject,
  card: StreamCard,
  change: (part: JsonObject) => JsonObject,
): JsonObject => (card.delivery ? withPart(body, 'deliveryConfiguration', change) : body);

/** Every normalisation that is documented or has caused permanent diffs somewhere. */
export const NORMALISATIONS: readonly Normalisation[] = [
  { name: 'unchanged', apply: (body) => body },
  {
    name: 'defaults returned',
    apply: (body, card, destination) => {
      const returned = { ...body, ...defaults(card.members, body) };
      const files = destination.family === 'object' ? { uploadFilePrefix: 'ak', uploadFileSuffix: 'ds' } : {};
      return withDelivery(
        withDestinations(card, returned, (place) => ({ ...place, ...defaults(destination.members, place) })),
        card,
        (part) => ({ ...files, ...part }),
      );
    },
  },
  {
    name: 'sets in another order',
    apply: (body, card) =>
      eachList(body, card, (items, isOrdered) => (isOrdered ? items : items.toReversed())),
  },
  {
    name: 'duplicate items',
    apply: (body, card) => eachList(body, card, (items) => [...items, ...items.slice(0, 1)]),
  },
  {
    name: 'ids with prefixes, as strings, with blanks',
    apply: (body) => ({
      ...body,
      ...(body['contractId'] === undefined ? {} : { contractId: ` ctr_${String(body['contractId'])} ` }),
      ...(body['groupId'] === undefined ? {} : { groupId: `grp_${String(body['groupId'])}` }),
    }),
  },
  {
    name: 'optional members omitted',
    apply: (body, card, destination) =>
      withDestinations(
        card,
        keep(
          without(body, 'integrationType', 'productId'),
          (member) => card.members[member]?.absence?.means !== 'unknown',
        ),
        (place) => keep(place, (member) => destination.members[member]?.absence?.means !== 'unknown'),
      ),
  },
  {
    name: 'group 0 and an empty contract, if the API may omit them',
    apply: (body, card) =>
      card.members['contractId']?.absence?.means === 'unknown'
        ? { ...body, contractId: '', groupId: 0 }
        : body,
  },
  {
    name: 'the destination type in mixed case',
    apply: (body, card) => {
      const { typeMember } = destinationSet(card);
      return withDestinations(card, body, (place) => ({
        ...place,
        [typeMember]: mixedCase(String(place[typeMember])),
      }));
    },
  },
  {
    name: 'destinations in another order, under other ids',
    apply: (body, card) => {
      const { member, many } = destinationSet(card);
      if (!many) return body;
      const moved = withDestinations(card, body, (place, number) => ({
        ...place,
        connectorId: 900 + number,
      }));
      return { ...moved, [member]: itemsOf(moved[member]).toReversed() };
    },
  },
  {
    name: 'field 2051 added',
    apply: (body, card) =>
      card.serverFields.length === 0
        ? body
        : { ...body, datasetFields: [...itemsOf(body['datasetFields']), { datasetFieldId: 2051 }] },
  },
  {
    name: 'defaults and fixed members not returned',
    apply: (body, card, destination) =>
      withDestinations(
        card,
        withDelivery(
          keep(body, (member) => !isDefault(card.members[member]?.default, body[member])),
          card,
          (part) => keep(part, (member) => !isDefault(card.delivery?.[member]?.default, part[member])),
        ),
        (place) =>
          keep(place, (member) => {
            const known = destination.members[member];
            return known?.constant === undefined && !isDefault(known?.default, place[member]);
          }),
      ),
  },
  {
    name: 'null and empty values for unset members',
    apply: (body, card, destination) => {
      const returned = {
        ...nulls(Object.keys(card.members), body),
        ...body,
        notificationEmails: body['notificationEmails'] ?? null,
      };
      const settable = Object.keys(destination.members).filter(
        (member) => !destination.members[member]?.writeOnly,
      );
      return withDelivery(
        withDestinations(card, returned, (place) => ({
          ...nulls(settable, place),
          ...place,
          customHeaderName: place['customHeaderName'] ?? '',
        })),
        card,
        (part) => ({ fieldDelimiter: null, ...part }),
      );
    },
  },
  {
    name: 'mutual TLS in the notation of v1',
    apply: (body, card, destination) =>
      withDestinations(card, body, ({ mTlsEnabled, ...place }) =>
        destination.readOnly.includes('mTLS') && mTlsEnabled === true ? { ...place, mTLS: 'Enabled' } : place,
      ),
  },
  {
    name: 'the host name of the endpoint returned',
    apply: (body, card, destination) =>
      withDestinations(card, body, (place) =>
        destination.members['tlsHostname'] && place['tlsHostname'] === undefined
          ? { ...place, tlsHostname: new URL(String(place['endpoint'])).hostname.toUpperCase() }
          : place,
      ),
  },
  {
    name: 'file names returned for a destination that has none, a delimiter for JSON',
    apply: (body, card, destination) =>
      withDelivery(body, card, (part) => ({
        ...part,
        ...(destination.family === 'https' ? { uploadFilePrefix: 'ak', uploadFileSuffix: 'ds' } : {}),
        ...(part['format'] === 'JSON' ? { fieldDelimiter: 'SPACE' } : {}),
      })),
  },
  {
    name: 'new members',
    apply: (body, card) =>
      withDelivery(
        {
          ...withDestinations(card, body, (place) => ({ ...place, shard: { count: 2 } })),
          latencyProfile: 'LOW',
        },
        card,
        (part) => ({
          ...part,
          compression: 'zstd',
          frequency: { ...objectOf(part['frequency']), jitterInSeconds: 5 },
        }),
      ),
  },
];

function mixedCase(text: string): string {
  return text.toLowerCase().replaceAll(/(^|_)([a-z])/g, (letters) => letters.toUpperCase());
}

function itemsOf(value: Json | undefined): readonly Json[] {
  return isArray(value) ? value : [];
}

function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function isDefault(byDefault: Json | undefined, value: Json | undefined): boolean {
  return byDefault !== undefined && JSON.stringify(byDefault) === JSON.stringify(value);
}

function defaults(cards: StreamCard['members'], body: JsonObject): JsonObject {
  const entries = Object.entries(cards).flatMap(([member, card]) =>
    card.default === undefined || body[member] !== undefined || NEVER_RETURNED.includes(member)
      ? []
      : [[member, card.default] as const],
  );
  return Object.fromEntries(entries);
}

function nulls(members: readonly string[], body: JsonObject): JsonObject {
  return Object.fromEntries(members.filter((m) => body[m] === undefined).map((m) => [m, null]));
}
