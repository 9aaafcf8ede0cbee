import { describe, expect, it } from 'vitest';
import type { Observed } from '../../../src/model/account.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import type { Manifest } from '../../../src/model/manifest.ts';
import type { StreamDetail } from '../../../src/model/observed.ts';
import { expectedProperties, inactiveStreams } from '../../../src/plan/streams/expected-streams.ts';
import { DS1, ds1Live, ds1Manifest, ds1Spec } from '../../builders/datastream1-streams.ts';
import { CDN, cdnSpec, live, manifest, observed, planOf } from '../../builders/streams.ts';

function expected(
  manifests: readonly Manifest[],
  streams: readonly StreamDetail[] = [],
  names: Observed['names'] = new Map(),
) {
  const account = { ...observed(streams, [CDN, DS1]), names };
  return expectedProperties({ plan: planOf(manifests, streams), manifests, observed: account });
}

/** The only stream of the only property. */
function only(...args: Parameters<typeof expected>) {
  const found = expected(...args);
  expect(found.map(({ streams }) => streams.length)).toEqual([1]);
  return found[0]?.streams[0];
}

const ofProperty = (item: JsonObject) => ({ body: { properties: [{ propertyId: 349772, ...item }] } });

describe('the properties that manifests name', () => {
  it('are listed once each, with all their streams', () => {
    const manifests = [
      manifest('web', { spec: cdnSpec({ properties: [349772, 349774] }) }),
      manifest('audit', { spec: cdnSpec({ properties: [349774, 349774, 'prp_349776'] }) }),
    ];
    expect(
      expected(manifests).map(({ property, streams }) => [
        property.propertyId,
        streams.map(({ name }) => name),
      ]),
    ).toEqual([
      [349772, ['web']],
      [349774, ['web', 'audit']],
      [349776, ['audit']],
    ]);
  });

  it('have the name that the account returns', () => {
    const found = expected([manifest('web')], [live(7050, 'web')]);
    expect(found[0]?.property).toEqual({ propertyId: 349772, propertyName: 'name of 349772' });
  });

  it('are found by name if a look-up returned it, and otherwise named only', () => {
    const names = new Map([
      ['DataStream2/cdn/properties', [{ id: 349772, name: 'www.example.com', origin: 'live' as const }]],
    ]);
    const spec = cdnSpec({ properties: ['www.example.com', 'new.example.com'] });
    expect(expected([manifest('web', { spec })], [], names).map(({ property }) => property)).toEqual([
      { propertyId: 349772, propertyName: 'www.example.com' },
      { propertyName: 'new.example.com' },
    ]);
  });

  it('are those of the live stream if the manifest removes it and names none', () => {
    const gone = manifest('web', { state: 'absent', spec: {} });
    expect(only([gone], [live(7050, 'web')])).toMatchObject({
      state: 'absent',
      streamId: 7050,
      isLive: true,
    });
  });

  it('are not the GTM properties of other log types', () => {
    const gtm = manifest('gtm', {
      collection: { kind: 'DataStream2', logType: 'gtm' },
      spec: { contractId: 'C-0N7RAC7', properties: ['@.example.com'], datasetFields: [5000] },
    });
    const account = observed([], [CDN, gtm.collection]);
    expect(expectedProperties({ plan: planOf([gtm], []), manifests: [gtm], observed: account })).toEqual([]);
  });
});

describe('a stream of a property', () => {
  it('has no id before it is created', () => {
    const stream = only([manifest('web')]);
    expect(stream).toMatchObject({ name: 'web', state: 'active', isLive: false });
    expect(stream).not.toHaveProperty('streamId');
    expect(stream).not.toHaveProperty('integrationType');
  });

  it.each<[string, JsonObject, string | undefined, string | undefined]>([
    ['of its property', { integrationType: 'DS_MANAGED' }, 'HYBRID', 'DS_MANAGED'],
    ['of the whole stream otherwise', {}, 'PM_DEPENDENT', 'PM_DEPENDENT'],
    ['of none if the API returns none', {}, undefined, undefined],
    ['of the stream if that of the property is no text', { integrationType: 7 }, 'HYBRID', 'HYBRID'],
  ])('has the integration type %s', (_, item, whole, type) => {
    const detail = { ...live(7050, 'web', ofProperty(item)), ...(whole ? { integrationType: whole } : {}) };
    expect(only([manifest('web')], [detail])?.integrationType).toBe(type);
  });

  it.each([
    ['ACTIVATED', true],
    ['ACTIVATING', false],
    ['DEACTIVATED', false],
    ['SOMETHING', false],
  ])('with status %s is live: %s', (status, isLive) => {
    expect(only([manifest('web')], [live(7050, 'web', { status })])?.isLive).toBe(isLive);
  });

  it('has the fields and the share of logs that its manifest asks for', () => {
    const spec = cdnSpec({ datasetFields: ['reqHost', 1017, 'no such field'], samplingPercentage: 40 });
    expect(only([manifest('web', { spec })])).toMatchObject({
      fields: [1011, 1017, 'no such field'],
      samplingPercentage: 40,
    });
  });

  it('has the fields of the live stream if the manifest has none', () => {
    const inactive = manifest('web', { state: 'absent', spec: {} });
    expect(only([inactive], [live(7050, 'web')])?.fields).toEqual([1000, 1002, 1023]);
  });

  it('of DataStream 1 always depends on the rules, and has no share of logs that they override', () => {
    const old = ds1Manifest('old', { spec: ds1Spec({ properties: [349772] }) });
    const stream = only([old], [ds1Live(6301, 'old')]);
    expect(stream).toMatchObject({ kind: 'DataStream1', streamId: 6301, integrationType: 'PM_DEPENDENT' });
    expect(stream).not.toHaveProperty('samplingPercentage');
  });
});

describe('the streams that are not active', () => {
  it('are those of DataStream 2, with or without a manifest', () => {
    const streams = [
      live(7050, 'web'),
      live(7052, 'saved', { status: 'INACTIVE' }),
      live(7051, 'unmanaged', { status: 'DEACTIVATED' }),
      live(7053, 'starting', { status: 'ACTIVATING' }),
      ds1Live(6301, 'old', { status: 'DEACTIVATED' }),
    ];
    expect(inactiveStreams(observed(streams, [CDN, DS1]))).toEqual([7051, 7052]);
  });
});
