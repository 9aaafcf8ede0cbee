import { expect, it } from 'vitest';
import { STREAM_CARDS, streamCard } from '../../src/collections/registry.ts';
import { DESTINATIONS } from '../../src/destinations/registry.ts';
import { manifestText } from '../../src/manifest/write.ts';
import type { StreamCard } from '../../src/model/card.ts';
import { LOG_TYPES } from '../../src/model/collection.ts';
import type { DestinationCard } from '../../src/model/destination-card.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import type { DesiredState } from '../../src/model/manifest.ts';
import type { LogFormat } from '../../src/model/member-card.ts';
import { READ_ROUTES } from '../../src/simulator/datastream2/routes-read.ts';
import { WRITE_ROUTES } from '../../src/simulator/datastream2/routes-write.ts';
import { seededAccount, seededAccountWithoutStreams } from '../../src/simulator/seed/seed.ts';
import { fullSpec, leanSpec } from '../builders/card-samples.ts';
import { describeWithReference } from '../reference.ts';
import { unmetered } from '../simulator/client.ts';
import { type Conversation, conversation } from './conversation.ts';
import { at, complaints, type Exchange, faults, openapi, operationName } from './exchanges.ts';
import { BASE, ONLY_V3_WORDS } from './v3.ts';

const KEY = '1-5C0YLB:1-8BYUX';
const PLACE = { contractId: 'C-0N7RAC7', groupId: 21484 };

/** The collections that the official OpenAPI describes. */
const CARDS = STREAM_CARDS.filter(({ collection }) => collection.kind === 'DataStream2');

/** Sources and fields of the simulated account, by name if possible, so that they have to be looked up. */
const LISTS: Readonly<Record<string, JsonObject>> = {
  cdn: { properties: ['www.example.com', 349770], datasetFields: ['cp', 'Request ID', 1100] },
  edns: { zones: ['example.com', 'example.net'], datasetFields: [4002, 4003] },
  gtm: { properties: ['@.example.com'], datasetFields: [5002, 5003] },
  edgeworkers: { datasetFields: [6000, 6001] },
  appsec: { appSecConfigs: ['Example security', 12346] },
  answerx: { serviceSubletterIds: ['Example resolver', 1235], datasetFields: [9020] },
};

/** The text of a manifest as `import` would write it. */
function text(card: StreamCard, state: DesiredState, spec: JsonObject, change: JsonObject = {}): string {
  const lists = LISTS[card.collection.logType ?? ''] ?? {};
  const whole = state === 'absent' ? {} : { ...spec, ...PLACE, ...lists, ...change };
  return manifestText({ name: 'web', collection: card.collection, state, spec: whole });
}

/** The life cycle of a stream: created, updated while active, deactivated and updated, activated, deleted. */
async function live(run: Conversation, card: StreamCard, spec: JsonObject, other: JsonObject): Promise<void> {
  const chapters = [
    text(card, 'active', spec),
    text(card, 'active', other, { notificationEmails: ['a@example.com'] }),
    text(card, 'inactive', other, { notificationEmails: ['a@example.com'] }),
    text(card, 'inactive', spec, { notificationEmails: ['b@example.com'] }),
    text(card, 'active', spec, { notificationEmails: ['b@example.com'] }),
    text(card, 'inactive', spec, { notificationEmails: ['b@example.com'] }),
    text(card, 'absent', {}),
  ];
  for (const chapter of chapters) {
    const { outcome } = await run.apply(chapter);
    expect(outcome.outcome, JSON.stringify(outcome.items)).toBe('converged');
    expect((await run.plan(chapter)).items.map(({ action }) => action)).toEqual(['none']);
  }
}

/** Every call of the product other than those of apply. */
async function lookAround(run: Conversation, card: StreamCard, streamId: number): Promise<void> {
  const { reader } = run;
  await reader.history(card.collection, streamId, 1, 2);
  await reader.activationHistory(card.collection, streamId);
  await reader.fields(card.collection);
  await reader.groups(card.collection);
  await reader.sources(card.collection, PLACE);
}

function wrong(exchanges: readonly Exchange[]): readonly string[] {
  return exchanges.flatMap(faults);
}

function writes(exchanges: readonly Exchange[]): readonly string[] {
  return exchanges
    .filter(({ method }) => method !== 'GET')
    .map(
      ({ method, path }) => `${method} ${path.replace(BASE.v3, '').replace(/[?&]accountSwitchKey=.*/, '')}`,
    );
}

describeWithReference('from the text of a manifest to the wire and back, by the official OpenAPI', () => {
  const cases = DESTINATIONS.flatMap((card) =>
    (card.formats ?? []).map((format): [string, LogFormat, DestinationCard] => [card.type, format, card]),
  );
  const cdn = streamCard({ kind: 'DataStream2', logType: 'cdn' });

  it.each(cases)(
    '%s %s: every request and response in the life of a stream is valid',
    async (_, format, card) => {
      const run = conversation(unmetered(seededAccountWithoutStreams()), KEY);
      await live(run, cdn, fullSpec(cdn, card, format), leanSpec(cdn, card, format));
      expect(wrong(run.exchanges)).toEqual([]);
      expect(writes(run.exchanges)).toEqual([
        'POST cdn/streams?activate=true',
        'PUT cdn/streams/7100?activate=true',
        'POST cdn/streams/7100/deactivate',
        'PUT cdn/streams/7100?activate=false',
        'POST cdn/streams/7100/activate',
        'POST cdn/streams/7100/deactivate',
        'DELETE cdn/streams/7100',
      ]);
      for (const { path } of run.exchanges) {
        expect(new URL(path, 'https://a.example.com').searchParams.get('accountSwitchKey')).toBe(KEY);
      }
    },
  );

  const named = CARDS.map((card) => [card.collection.logType ?? 'cdn', card] as const);

  it.each(named)('%s: every operation of the simulator', async (logType, card) => {
    const run = conversation(unmetered(seededAccountWithoutStreams()));
    const [destination] = DESTINATIONS;
    if (!destination) throw new Error('there are no destinations');
    const spec = fullSpec(card, destination, 'JSON');
    await run.apply(text(card, 'active', spec));
    await lookAround(run, card, 7100);
    await live(run, card, spec, leanSpec(card, destination, 'JSON'));
    expect(wrong(run.exchanges)).toEqual([]);
    const seen = new Set(run.exchanges.map(operationName));
    const routes = [...READ_ROUTES, ...WRITE_ROUTES].filter(
      (route) => route.logTypes?.includes(logType) ?? true,
    );
    for (const { method, pattern } of routes) {
      const names = [`${method} ${logType} ${pattern}`, `${method} ${logType} /log${pattern}`];
      expect(
        names.some((name) => seen.has(name)),
        names[0],
      ).toBe(true);
    }
  });

  it('every seeded stream is valid, alone and in lists', async () => {
    const run = conversation(unmetered(seededAccount(Date.UTC(2026, 0, 1))));
    for (const { collection } of CARDS) {
      for (const { streamId } of (await run.reader.list(collection)).rows) {
        await run.reader.get(collection, streamId);
        await run.reader.history(collection, streamId, 1, 9);
      }
    }
    expect(run.exchanges.length).toBeGreaterThan(LOG_TYPES.length + 10);
    expect(wrong(run.exchanges)).toEqual([]);
  });
});

describeWithReference('the check of exchanges', () => {
  const good: Exchange = {
    method: 'DELETE',
    path: `${BASE.v3}cdn/streams/1`,
    status: 204,
    answer: '',
  };

  it.each<[string, Partial<Exchange>]>([
    ['another operation', { method: 'PATCH', path: `${BASE.v3}cdn/streams` }],
    ['another version of the API', { path: '/datastream-config-api/v2/log/cdn/streams/1' }],
    ['an unknown log type', { path: `${BASE.v3}dns/streams/1` }],
    [
      'CDN properties of another log type',
      { method: 'GET', path: `${BASE.v3}gtm/groups/1/properties`, status: 200 },
    ],
    ['an undocumented query', { path: `${BASE.v3}cdn/streams/1?force=true` }],
    ['an undocumented body', { body: '{}' }],
    ['an undocumented status', { status: 200 }],
    ['an undocumented response', { answer: '{}' }],
    ['a missing body', { method: 'POST', path: `${BASE.v3}cdn/streams`, status: 201 }],
    ['activate as a string', { method: 'PUT', path: `${BASE.v3}cdn/streams/1?activate=yes`, status: 200 }],
  ])('refuses %s', (_, change) => {
    expect(faults(good)).toEqual([]);
    expect(faults({ ...good, ...change })).not.toEqual([]);
  });

  it('lists as new in v3 only what v2 does not have', () => {
    const described = new Set(JSON.stringify(withoutProse(openapi)).match(/\w+/g));
    expect(ONLY_V3_WORDS.filter((word) => described.has(word))).toEqual([]);
  });

  it('refuses unknown members, and destinations that lack a member', () => {
    const schema = at(
      openapi,
      'paths',
      '/log/streams',
      'post',
      'requestBody',
      'content',
      'application/json',
      'schema',
    );
    expect(complaints(schema as JsonObject, { whatever: 1 })).not.toEqual([]);
  });
});

/** The document without descriptions and examples. */
function withoutProse(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutProse);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(
    ([member]) => !['description', 'example', 'examples'].includes(member),
  );
  return Object.fromEntries(kept.map(([member, inner]) => [member, withoutProse(inner)]));
}
