import { describe, expect, it } from 'vitest';
import { STREAM_CARDS, streamCard } from '../../../src/collections/registry.ts';
import type { Json, JsonObject } from '../../../src/model/json.ts';
import { addedPersonalData } from '../../../src/plan/steps/personal-data.ts';
import { CDN, cdnSpec, HTTPS } from '../../builders/streams.ts';

type Situation = Parameters<typeof addedPersonalData>[0];

const cdn = streamCard(CDN);
const UNTIL_OFF = { do: 'await', until: 'DEACTIVATED' } as const;
const UNTIL_ON = { do: 'await', until: 'ACTIVATED' } as const;
const CREATE = [{ do: 'create', activate: true }] as const;
const UPDATE = [{ do: 'update', activate: true }] as const;
const ACTIVE = { status: 'ACTIVATED', steps: UPDATE, rotated: false } as const;
const NEW = { status: undefined, steps: CREATE, rotated: false, live: undefined } as const;

/** What an update of an active CDN stream begins to send: receivers, with ids of fields. */
function updated(live: JsonObject, desired: JsonObject, card = cdn) {
  return receiversOf(addedPersonalData({ card, ...ACTIVE, live, desired }));
}
function receiversOf(added: ReturnType<typeof addedPersonalData>) {
  return added.map(({ receiver, fields }) => [receiver, fields.map(({ id }) => id)]);
}

const fields = (...datasetFields: readonly number[]) => cdnSpec({ datasetFields });
const HERE = 'Custom HTTPS endpoint (logs.example.com)';

describe('the fields of CDN and DataStream 1 that are marked', () => {
  it.each([
    'Client IP',
    'Cookie',
    'X-Forwarded-For',
    'Query string',
    'Request path',
    'Custom field',
    'User-Agent',
    'Referer',
    'City',
    'CMCD',
  ])('include %s', (name) => {
    expect(cdn.fields.find((field) => field.name === name)?.personalData).toBeDefined();
  });

  const marked = STREAM_CARDS.flatMap((card) =>
    card.fields.filter(({ personalData }) => personalData !== undefined).map((field) => ({ card, ...field })),
  );

  it.each(marked)('$card.title $name: is reported once it is added', ({ card, id, name, personalData }) => {
    const spec = (...datasetFields: readonly number[]) => ({
      datasetFields,
      destination: HTTPS,
      connectors: { a: { connectorType: 'HTTPS', connectorName: 'a', url: 'https://logs.example.com/x' } },
    });
    const write = { card, ...ACTIVE };
    const [added, ...more] = addedPersonalData({ ...write, live: spec(77), desired: spec(77, id) });
    expect(more).toEqual([]);
    expect(added?.receiver).toContain('(logs.example.com)');
    expect(added?.fields).toEqual([{ id, name, reason: personalData }]);
    expect(addedPersonalData({ ...write, live: spec(77, id), desired: spec(id, 77) })).toEqual([]);
    expect(addedPersonalData({ ...write, live: spec(77, id), desired: spec(77) })).toEqual([]);
  });
});

describe('added personal data', () => {
  it.each<[string, JsonObject, JsonObject, readonly unknown[]]>([
    ['nothing for the same fields', fields(1006, 1023), fields(1006, 1023), []],
    ['nothing for another order', fields(1006, 1023), fields(1023, 1006), []],
    ['nothing for fewer fields', fields(1006, 1023), fields(1023), []],
    ['nothing for a field without a mark', fields(1006), fields(1006, 1000), []],
    ['only the added field', fields(1006), fields(1006, 1000, 1023), [[HERE, [1023]]]],
  ])('is %s', (_, live, desired, expected) => {
    expect(updated(live, desired)).toEqual(expected);
  });

  it.each<[string, JsonObject, readonly unknown[]]>([
    [
      'another host',
      { endpoint: 'https://b.example.com' },
      [['Custom HTTPS endpoint (b.example.com)', [1023]]],
    ],
    ['another path', { endpoint: 'https://logs.example.com/other' }, []],
    ['another name', { displayName: 'other' }, []],
    ['an endpoint by reference', { endpoint: { env: 'ENDPOINT' } }, []],
  ])('for %s', (_, destination, expected) => {
    expect(updated(fields(1000, 1023), cdnSpec({ destination: { ...HTTPS, ...destination } }))).toEqual(
      expected,
    );
  });

  it('names the bucket', () => {
    const destination = { destinationType: 'S3', displayName: 'a', bucket: 'b', region: 'r', path: 'p' };
    expect(updated(cdnSpec(), cdnSpec({ destination }))).toEqual([
      ['Amazon S3 (bucket b, region r)', [1023]],
    ]);
  });

  it('of a new stream is all of its marked fields in one entry', () => {
    const write = { card: cdn, ...NEW, desired: fields(1000, 1006, 1023) };
    expect(receiversOf(addedPersonalData(write))).toEqual([[HERE, [1006, 1023]]]);
  });

  it.each<[string, string, Situation['steps'], readonly number[]]>([
    ['is activated', 'INACTIVE', [{ do: 'activate' }], [1006, 1023]],
    ['is activated after a deactivation', 'DEACTIVATING', [UNTIL_OFF, { do: 'activate' }], [1006, 1023]],
    ['is updated and activated', 'DEACTIVATED', UPDATE, [1006, 1023]],
    [
      'of DataStream 1 is updated, then activated',
      'DEACTIVATED',
      [{ do: 'update', activate: false }, { do: 'activate' }],
      [1006, 1023],
    ],
    ['is updated and stays inactive', 'DEACTIVATED', [{ do: 'update', activate: false }], [1023]],
    ['is deactivated, then updated', 'ACTIVATED', [UNTIL_OFF, { do: 'update', activate: false }], [1023]],
    ['is updated and stays active', 'ACTIVATED', UPDATE, [1023]],
    ['is updated while it becomes active', 'ACTIVATING', [UNTIL_ON, ...UPDATE], [1023]],
    ['is deactivated', 'ACTIVATED', [{ do: 'deactivate' }, UNTIL_OFF], []],
    ['becomes active without a step', 'ACTIVATING', [UNTIL_ON], []],
    ['is deleted', 'DEACTIVATED', [{ do: 'delete' }], []],
  ])('of a stream that %s', (_, status, steps, ids) => {
    const write = {
      card: cdn,
      status,
      steps,
      rotated: false,
      live: fields(1006),
      desired: fields(1006, 1023),
    };
    expect(receiversOf(addedPersonalData(write))).toEqual(ids.length === 0 ? [] : [[HERE, ids]]);
  });

  it.each([
    [false, []],
    [true, [['Custom HTTPS endpoint (env ENDPOINT)', [1023]]]],
  ])(
    'of an address by reference, which only a rotation may lead to another host: %s',
    (rotated, expected) => {
      const desired = cdnSpec({
        datasetFields: [1023],
        destination: { ...HTTPS, endpoint: { env: 'ENDPOINT' } },
      });
      const write = { card: cdn, ...ACTIVE, rotated, live: fields(1023), desired };
      expect(receiversOf(addedPersonalData(write))).toEqual(expected);
    },
  );

  it('names the reference of a connector that is new, or renamed', () => {
    const card = streamCard({ kind: 'DataStream1' });
    const spec = (connectorName: string, url: Json) => ({
      streamType: 'RAW',
      datasetFields: [4],
      connectors: { [connectorName]: { connectorType: 'HTTPS', connectorName, url } },
    });
    const live = spec('a', 'https://a.example.com/x');
    const to = (name: string) => updated(live, spec(name, { env: 'COLLECTOR_URL' }), card);
    expect(to('a')).toEqual([]);
    expect(to('b')).toEqual([['Custom HTTPS endpoint (env COLLECTOR_URL)', [4]]]);
  });

  it('keeps fields apart that have the same name', () => {
    const card = streamCard({ kind: 'DataStream2', logType: 'edns' });
    const write = { card, ...ACTIVE, live: fields(1), desired: fields(1, 2) };
    expect(receiversOf(addedPersonalData(write, () => 'Client'))).toEqual([[HERE, [2]]]);
  });

  it('is in every record of application security, whatever the fields', () => {
    const card = streamCard({ kind: 'DataStream2', logType: 'appsec' });
    const spec = (endpoint: string) => ({ destination: { ...HTTPS, endpoint } });
    const [to, ...more] = addedPersonalData({ card, ...NEW, desired: spec('https://a.example.com') });
    expect(more).toEqual([]);
    expect(to?.fields).toMatchObject([{ name: 'Security events' }]);
    const update = (live: string, desired: string) =>
      addedPersonalData({ card, ...ACTIVE, live: spec(live), desired: spec(desired) });
    expect(update('https://a.example.com/1', 'https://a.example.com/2')).toEqual([]);
    expect(update('https://a.example.com', 'https://b.example.com')).toHaveLength(1);
  });

  it('shows no member of a type without a card, since any may be a credential', () => {
    const destination = { destinationType: 'NEW', displayName: 'a', token: 'secret-token' };
    expect(updated(cdnSpec(), cdnSpec({ destination }))).toEqual([['NEW', [1023]]]);
  });

  it.each(['edns', 'answerx', 'gtm', 'edgeworkers'] as const)('includes every field of %s', (logType) => {
    const card = streamCard({ kind: 'DataStream2', logType });
    expect(updated(fields(1), fields(1, 2), card)).toEqual([[HERE, [2]]]);
  });

  it('includes fields of DataStream 1 whose ids no document has, since they may be headers', () => {
    const card = streamCard({ kind: 'DataStream1' });
    const spec = (...datasetFields: readonly number[]) => ({
      streamType: 'RAW',
      datasetFields,
      connectors: { a: { connectorType: 'HTTPS', connectorName: 'a', url: 'https://a.example.com/x' } },
    });
    expect(updated(spec(3), spec(3, 5, 24), card)).toEqual([['Custom HTTPS endpoint (a.example.com)', [24]]]);
  });

  it('does not depend on the names of connectors that swap their addresses', () => {
    const card = streamCard({ kind: 'DataStream1' });
    const connector = (connectorName: string, host: string) => ({
      connectorType: 'HTTPS',
      connectorName,
      url: `https://${host}/x`,
    });
    const spec = (one: string, other: string) => ({
      streamType: 'RAW',
      datasetFields: [4],
      connectors: { a: connector('a', one), b: connector('b', other) },
    });
    expect(updated(spec('x.example', 'y.example'), spec('y.example', 'x.example'), card)).toEqual([]);
    expect(updated(spec('x.example', 'y.example'), spec('x.example', 'z.example'), card)).toHaveLength(1);
  });
});
