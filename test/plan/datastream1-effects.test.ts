import { describe, expect, it } from 'vitest';
import { datastream1 } from '../../src/collections/datastream1.ts';
import type { Effect } from '../../src/model/effect.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { DesiredState } from '../../src/model/manifest.ts';
import { referencePlaces, sealDetail } from '../../src/plan/credentials/seal-stream.ts';
import { hiddenMove } from '../../src/plan/credentials/secret-address.ts';
import {
  ARCHIVE,
  COLLECTOR,
  ds1Live,
  ds1Manifest,
  ds1Spec,
  rawSpec,
  SPLUNK,
} from '../builders/datastream1-streams.ts';
import { hash, itemOf, type LiveParts, planOf, TARGET } from '../builders/streams.ts';

interface Parts {
  readonly state?: DesiredState;
  readonly rotate?: boolean;
}

/** The plan item for a manifest with this content, `web`, and its stream, id 7. */
function itemFor(
  spec: JsonObject,
  stream: LiveParts | 'none',
  { state = 'active', rotate = false }: Parts = {},
) {
  const streams = stream === 'none' ? [] : [ds1Live(7, 'web', stream)];
  const plan = planOf([ds1Manifest('web', { spec, state })], streams, { rotate: rotate ? ['web'] : [] });
  return itemOf(plan, 'web');
}

const effects = (spec: JsonObject, stream: LiveParts | 'none' = {}, parts: Parts = {}) =>
  itemFor(spec, stream, parts).effects;
const toConnectors = (from: readonly JsonObject[], to: readonly JsonObject[]) =>
  effects(ds1Spec({ connectors: to }), { spec: ds1Spec({ connectors: from }) });
/** One more field: nothing is lost or reordered. */
const edited = ds1Spec({ datasetFields: [77, 80, 81, 82] });

describe('effects on a DataStream 1 stream', () => {
  it.each<[string, JsonObject, LiveParts | 'none', DesiredState, readonly Effect[]]>([
    ['edit of an active stream', edited, {}, 'active', ['goes-live', 'secret-needed']],
    ['edit, then activation', edited, { status: 'DEACTIVATED' }, 'active', ['starts-logs', 'secret-needed']],
    ['edit of an inactive stream', edited, { status: 'DEACTIVATED' }, 'inactive', ['secret-needed']],
    ['deactivation, then edit', edited, {}, 'inactive', ['stops-logs', 'secret-needed']],
    ['create, then activation', ds1Spec(), 'none', 'active', ['starts-logs', 'secret-needed']],
    ['create', ds1Spec(), 'none', 'inactive', ['secret-needed']],
    ['create, pull only', ds1Spec({ connectors: [] }), 'none', 'active', ['starts-logs']],
    ['activation', ds1Spec(), { status: 'DEACTIVATED' }, 'active', ['starts-logs']],
    ['deactivation', ds1Spec(), {}, 'inactive', ['stops-logs']],
    ['deletion', ds1Spec(), { status: 'DEACTIVATED' }, 'absent', ['irreversible']],
    ['edit after a wait', edited, { status: 'ACTIVATING' }, 'active', ['goes-live', 'secret-needed']],
    ['nothing', ds1Spec(), {}, 'active', []],
  ])(
    '%s: announces no test of the destination, since the API makes none',
    (_, spec, stream, state, expected) => {
      expect(effects(spec, stream, { state })).toEqual(expected);
    },
  );

  it.each<[Effect, JsonObject]>([
    ['source-removed', { properties: [1] }],
    ['fields-removed', { datasetFields: [77] }],
    ['destination-change', { connectors: [ARCHIVE] }],
    ['destination-change', { connectors: [] }],
    ['format-change', { timeFrame: 15 }],
  ])('%s: for %j', (effect, change) => {
    expect(effects(ds1Spec(change))).toContain(effect);
    expect(effects(edited)).not.toContain(effect);
  });

  it('reports a rename of the stream alone as cosmetic, and of a connector as a change of destinations', () => {
    const renamed = planOf([ds1Manifest('web', { streamId: 7, streamName: 'new' })], [ds1Live(7, 'old')]);
    expect(itemOf(renamed, 'web').effects).toEqual(['cosmetic-goes-live', 'secret-needed']);
    expect(toConnectors([ARCHIVE], [{ ...ARCHIVE, connectorName: 'Store' }])).toEqual([
      'goes-live',
      'destination-change',
      'secret-needed',
    ]);
  });

  it('reports no column order, since the API has no columns', () => {
    expect(effects(ds1Spec({ datasetFields: [81, 80, 77] }))).toEqual([]);
  });

  it('rotates a RAW stream without secrets, since responses omit its sample rate', () => {
    const spec = rawSpec({ connectors: [] });
    expect(effects(spec, { spec }, { rotate: true })).toEqual(['goes-live', 'secret-rotation']);
  });
});

describe('secret-to-new-destination of connectors', () => {
  const moved = { ...ARCHIVE, bucket: 'other.example.com' };
  it.each<[string, readonly JsonObject[], readonly JsonObject[], boolean]>([
    ['another bucket', [ARCHIVE, SPLUNK], [moved, SPLUNK], true],
    ['another region', [ARCHIVE], [{ ...ARCHIVE, region: 'US' }], true],
    ['another folder of the same bucket', [ARCHIVE], [{ ...ARCHIVE, path: 'new' }], false],
    ['another host', [SPLUNK], [{ ...SPLUNK, url: 'https://evil.example.com' }], true],
    [
      'another path of the same host',
      [SPLUNK],
      [{ ...SPLUNK, url: 'https://splunk.example.com:8088/b' }],
      false,
    ],
    ['another type under the same name', [ARCHIVE], [{ ...SPLUNK, connectorName: 'Archive' }], true],
    ['renamed, with a new destination', [ARCHIVE], [{ ...moved, connectorName: 'Store' }], true],
    ['renamed only', [ARCHIVE], [{ ...ARCHIVE, connectorName: 'Store' }], false],
    [
      'a second connector in addition to the first',
      [ARCHIVE],
      [ARCHIVE, { ...moved, connectorName: 'Store' }],
      false,
    ],
    ['a connector removed', [ARCHIVE, SPLUNK], [SPLUNK], false],
    [
      'a new destination without a secret',
      [COLLECTOR],
      [{ ...COLLECTOR, url: 'https://b.example.com/CODE' }],
      false,
    ],
    ['the order of connectors', [ARCHIVE, SPLUNK], [SPLUNK, ARCHIVE], false],
  ])('%s', (_, from, to, expected) => {
    expect(toConnectors(from, to).includes('secret-to-new-destination')).toBe(expected);
  });

  it('is reported for a rotation that sends to an address that only a reference determines', () => {
    const hidden = ds1Spec({ connectors: [SPLUNK, { ...COLLECTOR, url: { env: 'COLLECTOR_URL' } }] });
    expect(effects(hidden, { spec: hidden }, { rotate: true })).toContain('secret-to-new-destination');
    expect(effects(ds1Spec(), {}, { rotate: true })).not.toContain('secret-to-new-destination');
  });
});

describe('the address of a renamed connector that another connector has as a reference', () => {
  it.each([
    ['another host', 'https://evil.example.com/a', true],
    ['a host that may be the same', 'https://old.example.com/b', true],
    ['a reference', { env: 'SPLUNK_URL' }, false],
  ])('is announced as a new one unless it is a reference: %s', (_, url, expected) => {
    const spec = ds1Spec({
      connectors: [
        { ...SPLUNK, url: { env: 'SPLUNK_URL' } },
        { ...SPLUNK, connectorName: 'New', url },
      ],
    });
    const old = { ...SPLUNK, connectorName: 'Old', url: 'https://old.example.com/a' };
    const live = ds1Live(7, 'web', { spec: ds1Spec({ connectors: [SPLUNK, old] }) });
    const redacted = sealDetail(live, TARGET, hash, referencePlaces(datastream1, spec));
    expect(JSON.stringify(redacted.body)).not.toContain('old.example.com');
    const { effects: found } = itemOf(planOf([ds1Manifest('web', { spec })], [redacted]), 'web');
    expect(found.includes('secret-to-new-destination')).toBe(expected);
  });
});

describe('a connector whose address is a reference', () => {
  const hidden = { ...COLLECTOR, url: { env: 'COLLECTOR_URL' } };
  const item = itemFor(ds1Spec({ timeFrame: 15, connectors: [ARCHIVE, hidden] }), {
    spec: ds1Spec({ connectors: [ARCHIVE, COLLECTOR] }),
  });
  const fresh = (connectors: readonly JsonObject[]) => ds1Live(7, 'web', { body: { connectors } });
  const filled = (url: string): JsonObject => ({
    ...item.desired?.spec,
    connectors: { Archive: ARCHIVE, Collector: { ...COLLECTOR, url } },
  });

  it('has no change whatever its value, so that the plan does not depend on the environment', () => {
    expect(item.changes.map(({ path }) => path)).toEqual(['/timeFrame']);
  });

  it('must not be sent if it leads to another host than the live connector of its name', () => {
    const why = hiddenMove(item, fresh([COLLECTOR, ARCHIVE]), filled('https://evil.example.com/CODE'));
    expect(why).toMatch(/^connectors\.Collector\.url \(env COLLECTOR_URL\) leads to another place/);
    expect(why).toContain('--rotate "web"');
    expect(why).not.toContain('CODE');
  });

  it.each([
    ['the same destination', [COLLECTOR], String(COLLECTOR['url'])],
    ['another code at the same host', [COLLECTOR], 'https://collectors.example.com/other'],
    ['no live connector of its name', [ARCHIVE], 'https://evil.example.com'],
    [
      'a live connector of another type',
      [{ ...SPLUNK, connectorName: 'Collector' }],
      'https://evil.example.com',
    ],
  ])('may be sent: %s', (_, connectors, url) => {
    expect(hiddenMove(item, fresh(connectors), filled(url))).toBeUndefined();
  });

  it('is not announced if a secret is only shared with another manifest', () => {
    const shared = { ...item, effects: ['secret-to-new-destination'] as const };
    expect(hiddenMove(shared, fresh([COLLECTOR]), filled('https://evil.example.com'))).toBeDefined();
  });

  it('may be sent if the plan announces a new destination for secrets', () => {
    const announced = { ...item, effects: ['secret-to-new-destination', 'secret-rotation'] as const };
    expect(hiddenMove(announced, fresh([COLLECTOR]), filled('https://evil.example.com'))).toBeUndefined();
  });
});

describe('warnings of a plan before an update', () => {
  it('include the sample rate of a RAW stream, which responses omit', () => {
    const spec = rawSpec({ properties: [1] });
    const { warnings } = planOf([ds1Manifest('web', { spec })], [ds1Live(7, 'web', { spec: rawSpec() })]);
    expect(warnings).toEqual([
      {
        code: 'member-not-returned',
        message: 'sampleRate is not returned by the API; this update sets it to 50',
        name: 'web',
      },
    ]);
  });

  it('include a connector member that the product does not know', () => {
    const body = { connectors: [{ ...COLLECTOR, shard: 2 }] };
    const spec = ds1Spec({ timeFrame: 15, connectors: [COLLECTOR] });
    const { warnings } = planOf([ds1Manifest('web', { spec })], [ds1Live(7, 'web', { body })]);
    expect(warnings.map(({ code }) => code)).toEqual(['carried-members']);
    expect(warnings[0]?.message).toContain('/connectors/Collector/shard');
  });

  it('use the card’s text for the limit of streams for each property', () => {
    const [list] = datastream1.lists;
    const most = list?.streamsPerItem ?? 0;
    const streams = Array.from({ length: most }, (_, n) => ds1Live(n + 1, `s${n}`));
    const manifests = streams.map(({ name }) => ds1Manifest(name));
    expect(planOf(manifests, streams).warnings).toEqual([]);
    const more = ds1Manifest('more', { separate: true });
    expect(planOf([...manifests, more], streams).warnings.map(({ code }) => code)).toEqual([
      'crowded-source',
    ]);
  });
});
