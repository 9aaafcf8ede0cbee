import { describe, expect, it } from 'vitest';
import { streamCard } from '../../../src/collections/registry.ts';
import type { Change } from '../../../src/model/change.ts';
import { EFFECTS, type Effect } from '../../../src/model/effect.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { allowedStepsFor } from '../../../src/plan/steps/allowed-steps.ts';
import { effectsOf, type Situation } from '../../../src/plan/steps/effects.ts';
import { CDN, cdnSpec, HTTPS } from '../../builders/streams.ts';

const card = streamCard(CDN);
const COLUMNS = { format: 'STRUCTURED', fieldDelimiter: 'SPACE', frequency: { intervalInSeconds: 30 } };

/** An active stream that is updated, unless a test changes it. */
function situation(parts: Partial<Situation> = {}): Situation {
  return {
    card,
    status: 'ACTIVATED',
    steps: allowedStepsFor(card, 'ACTIVATED', 'active', true).steps,
    changes: [{ path: '/deliveryConfiguration/frequency/intervalInSeconds', before: 30, after: 60 }],
    rotated: false,
    live: cdnSpec(),
    desired: cdnSpec(),
    ...parts,
  };
}

const effects = (parts: Partial<Situation> = {}) => effectsOf(situation(parts));
const change = (path: string, parts: Partial<Change> = {}): readonly Change[] => [{ path, ...parts }];
const edited = (changes: readonly Change[]) => effects({ changes });
const toDestination = (destination: JsonObject, path = '/destination/endpoint') =>
  effects({ changes: change(path), desired: cdnSpec({ destination: { ...HTTPS, ...destination } }) });
const toFields = (
  live: readonly number[],
  desired: readonly number[],
  deliveryConfiguration: JsonObject = COLUMNS,
) =>
  effects({
    changes: change('/datasetFields'),
    live: cdnSpec({ datasetFields: live, deliveryConfiguration }),
    desired: cdnSpec({ datasetFields: desired, deliveryConfiguration }),
  });

describe('effects of steps', () => {
  const EVERY_EDIT: readonly Effect[] = ['destination-probe', 'secret-needed'];
  it.each([
    ['update of an active stream', 'ACTIVATED', 'active', true, ['goes-live', ...EVERY_EDIT]],
    ['update and activation', 'INACTIVE', 'active', true, ['starts-logs', ...EVERY_EDIT]],
    ['update of an inactive stream', 'INACTIVE', 'inactive', true, EVERY_EDIT],
    ['deactivation, then update', 'ACTIVATED', 'inactive', true, ['stops-logs', ...EVERY_EDIT]],
    ['create, active', undefined, 'active', true, ['starts-logs', ...EVERY_EDIT]],
    ['create, inactive', undefined, 'inactive', true, EVERY_EDIT],
    ['activation', 'DEACTIVATED', 'active', false, ['starts-logs']],
    ['deactivation', 'ACTIVATED', 'inactive', false, ['stops-logs']],
    ['deactivation before a later deletion', 'ACTIVATED', 'absent', false, ['stops-logs']],
    ['deletion', 'DEACTIVATED', 'absent', false, ['irreversible']],
    ['update after a wait', 'ACTIVATING', 'active', true, ['goes-live', ...EVERY_EDIT]],
    ['activation after a wait', 'DEACTIVATING', 'active', false, ['starts-logs']],
    ['only a wait', 'ACTIVATING', 'active', false, []],
    ['nothing', 'ACTIVATED', 'active', false, []],
  ] as const)('%s', (_, status, state, changed, expected) => {
    const { steps } = allowedStepsFor(card, status, state, changed);
    const content = changed ? {} : { changes: [] };
    expect(effects({ status, steps, ...content })).toEqual(expected);
  });

  it('need no secret if the manifest has none', () => {
    const destination = { ...HTTPS, authenticationType: 'NONE', userName: 'u', password: 'p' };
    expect(effects({ desired: cdnSpec({ destination }) })).not.toContain('secret-needed');
  });

  it('include a rotation, which is more than cosmetic', () => {
    expect(effects({ changes: [], rotated: true })).toEqual([
      'goes-live',
      'destination-probe',
      'secret-needed',
      'secret-rotation',
    ]);
    expect(effects({ changes: change('/streamName'), rotated: true })).toContain('goes-live');
  });

  it.each([
    [true, ['starts-logs', 'personal-data-added']],
    [false, ['starts-logs']],
  ])('include added personal data: %s', (addsPersonalData, expected) => {
    const { steps } = allowedStepsFor(card, 'DEACTIVATED', 'active', false);
    expect(effects({ status: 'DEACTIVATED', steps, changes: [], addsPersonalData })).toEqual(expected);
  });

  it('are in the documented order', () => {
    const many = effects({
      changes: [...change('/collectMidgress'), ...change('/properties', { removed: [1] })],
    });
    expect(many).toEqual(EFFECTS.filter((effect) => many.includes(effect)));
  });
});

describe('cosmetic-goes-live', () => {
  it.each(['/streamName', '/destination/displayName', '/notificationEmails'])(
    'is reported for %s alone',
    (path) => {
      expect(edited(change(path))).toContain('cosmetic-goes-live');
      expect(edited(change(path))).not.toContain('goes-live');
      expect(edited(change(path))).not.toContain('destination-change');
    },
  );

  it('becomes goes-live if another change is more than cosmetic', () => {
    const both = edited([...change('/streamName'), ...change('/destination/compressLogs')]);
    expect(both).toContain('goes-live');
    expect(both).not.toContain('cosmetic-goes-live');
  });
});

describe('effects of changes', () => {
  it.each<[Effect, boolean, readonly Change[]]>([
    ['source-removed', true, change('/properties', { removed: [349772], added: [2] })],
    ['source-removed', false, change('/properties', { removed: [], added: [2] })],
    ['source-removed', false, change('/datasetFields', { removed: [1000] })],
    ['fields-removed', true, change('/datasetFields', { removed: [1000] })],
    ['fields-removed', false, change('/datasetFields', { reordered: true })],
    ['sampling-reduced', true, change('/samplingPercentage', { before: 100, after: 10 })],
    ['sampling-reduced', false, change('/samplingPercentage', { before: 10, after: 100 })],
    ['sampling-reduced', false, change('/samplingPercentage', { after: 10 })],
    ['midgress-change', true, change('/collectMidgress', { before: false, after: true })],
    ['format-change', true, change('/deliveryConfiguration/format')],
    ['format-change', true, change('/deliveryConfiguration/fieldDelimiter')],
    ['format-change', false, change('/deliveryConfiguration/uploadFilePrefix')],
    ['destination-change', true, change('/destination/compressLogs')],
    ['destination-change', true, change('/destination')],
    ['destination-change', false, change('/deliveryConfiguration/format')],
  ])('%s: %s for %j', (effect, expected, changes) => {
    expect(edited(changes).includes(effect)).toBe(expected);
  });

  it('are not reported for content that is not written', () => {
    const { steps } = allowedStepsFor(card, 'ACTIVATED', 'inactive', false);
    const changes = change('/collectMidgress', { removed: [1] });
    expect(effects({ steps, changes })).toEqual(['stops-logs']);
  });

  it('of a new stream do not include changes', () => {
    const { steps } = allowedStepsFor(card, undefined, 'inactive', true);
    const changes = [...change('/collectMidgress', { after: true }), ...change('/destination')];
    expect(effects({ status: undefined, steps, changes, live: undefined })).toEqual([
      'destination-probe',
      'secret-needed',
    ]);
  });
});

describe('column-order', () => {
  it.each([
    ['two columns are swapped', [1, 2, 3], [1, 3, 2], true],
    ['a column is inserted', [1, 2, 3], [1, 9, 2, 3], true],
    ['a column before others is removed', [1, 2, 3], [2, 3], true],
    ['a column is appended', [1, 2, 3], [1, 2, 3, 9], false],
    ['the last column is removed', [1, 2, 3], [1, 2], false],
    ['the last column is replaced', [1, 2, 3], [1, 2, 9], false],
  ])('%s', (_, from, to, expected) => {
    expect(toFields(from, to).includes('column-order')).toBe(expected);
  });

  it('is not reported for JSON', () => {
    const json = { format: 'JSON' };
    expect(toFields([1, 2], [2, 1], json)).not.toContain('column-order');
  });
});

describe('secret-to-new-destination', () => {
  it.each([
    ['another host', { endpoint: 'https://evil.example.com/akamai' }, true],
    ['another port', { endpoint: 'https://logs.example.com:8443/akamai' }, true],
    ['another path of the same host', { endpoint: 'https://logs.example.com/other' }, false],
    ['another query of the same host', { endpoint: 'https://logs.example.com/akamai?token=x' }, false],
    ['an endpoint by reference', { endpoint: { env: 'ENDPOINT' } }, false],
    ['the same destination', {}, false],
    ['another type', { destinationType: 'SPLUNK' }, true],
    ['a type in another case', { destinationType: 'https' }, false],
    [
      'a destination without a secret',
      { endpoint: 'https://a.example.com', userName: 'u', password: 'p' },
      false,
    ],
  ])('%s', (_, destination, expected) => {
    expect(toDestination(destination).includes('secret-to-new-destination')).toBe(expected);
  });

  it('compares the host of a sealed endpoint', () => {
    const endpoint = { $sealed: 'abc', shown: 'https://logs.example.com/akamai?***' };
    const parts = {
      changes: change('/destination/endpoint'),
      live: cdnSpec({ destination: { ...HTTPS, endpoint } }),
    };
    expect(effects(parts)).not.toContain('secret-to-new-destination');
    const desired = cdnSpec({ destination: { ...HTTPS, endpoint: 'https://b.example.com' } });
    expect(effects({ ...parts, desired })).toContain('secret-to-new-destination');
  });

  it('does not report a literal token of which only the seal is known', () => {
    const token = { $sealed: 'abc', shown: '***' };
    const place = { destinationType: 'NEW', displayName: 'a', where: 'x', password: { env: 'PASSWORD' } };
    const spec = (destination: JsonObject) => cdnSpec({ destination });
    const same = { live: spec({ ...place, token }), desired: spec({ ...place, token: 'abc' }) };
    expect(effects(same)).not.toContain('secret-to-new-destination');
  });

  it('detects another bucket', () => {
    const bucket = { destinationType: 'S3', bucket: 'a', region: 'r', accessKey: { env: 'KEY' } };
    const spec = (destination: JsonObject) => cdnSpec({ destination });
    const moved = { live: spec(bucket), desired: spec({ ...bucket, bucket: 'b' }) };
    expect(effects(moved)).toContain('secret-to-new-destination');
    expect(effects({ live: spec(bucket), desired: spec({ ...bucket, path: 'new' }) })).not.toContain(
      'secret-to-new-destination',
    );
  });

  it('reports any change of a type that is new at the vendor', () => {
    const unknown = { destinationType: 'NEW', displayName: 'a', where: 'x', token: { env: 'TOKEN' } };
    const spec = (destination: JsonObject) => cdnSpec({ destination });
    expect(effects({ live: spec(unknown), desired: spec({ ...unknown, where: 'y' }) })).toContain(
      'secret-to-new-destination',
    );
    expect(effects({ live: spec(unknown), desired: spec({ ...unknown, displayName: 'b' }) })).not.toContain(
      'secret-to-new-destination',
    );
  });
});
