import { describe, expect, it } from 'vitest';
import { CONNECTORS, DESTINATIONS } from '../../../src/destinations/registry.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { fingerprintOf } from '../../../src/plan/saved/fingerprint.ts';
import { parsePlan, withDigest } from '../../../src/plan/saved/saved-plan.ts';
import { ds1Manifest, ds1Spec } from '../../builders/datastream1-streams.ts';
import { fullConnector, fullDestination } from '../../builders/schema-samples.ts';
import { cdnSpec, hash, manifest, planOf, TARGET } from '../../builders/streams.ts';

const CDN_CREATE = planOf([manifest('web', { spec: cdnSpec({ extra: { profile: { env: 'A' } } }) })], []);
const DS1_CREATE = planOf([ds1Manifest('web')], []);
const REFERENCE = { env: 'LOG_PASSWORD' };

/** A deliberately manipulated plan: its digest and fingerprint match its content. */
function forged(plan: Plan, change: (spec: JsonObject) => JsonObject) {
  const items = plan.items.map((item) =>
    item.desired ? { ...item, desired: { ...item.desired, spec: change(item.desired.spec) } } : item,
  );
  const fingerprint = fingerprintOf(TARGET, items, hash);
  return parsePlan(JSON.stringify(withDigest({ ...plan, items, fingerprint }, hash)), hash);
}

const at = (part: string, change: JsonObject) => (spec: JsonObject) => ({
  ...spec,
  [part]: { ...(spec[part] as JsonObject), ...change },
});
const root = (change: JsonObject) => (spec: JsonObject) => ({ ...spec, ...change });
const connector = (change: JsonObject) => at('connectors', { x: { connectorType: 'HTTPS', ...change } });

describe('a forged plan', () => {
  it.each<[string, Plan, (spec: JsonObject) => JsonObject, string]>([
    ['an e-mail address', CDN_CREATE, root({ notificationEmails: [REFERENCE] }), 'notificationEmails'],
    ['a source', CDN_CREATE, root({ properties: [REFERENCE] }), 'properties'],
    ['the contract', CDN_CREATE, root({ contractId: REFERENCE }), 'contractId'],
    [
      'a file name',
      CDN_CREATE,
      at('deliveryConfiguration', { uploadFilePrefix: REFERENCE }),
      'deliveryConfiguration.uploadFilePrefix',
    ],
    ['a part', CDN_CREATE, root({ deliveryConfiguration: REFERENCE }), 'deliveryConfiguration'],
    ['a destination', CDN_CREATE, root({ destination: REFERENCE }), 'destination'],
    ['its name', CDN_CREATE, at('destination', { displayName: { file: 'key' } }), 'destination.displayName'],
    [
      'its type',
      CDN_CREATE,
      at('destination', { destinationType: REFERENCE }),
      'destination.destinationType',
    ],
    [
      'a header name',
      CDN_CREATE,
      at('destination', { customHeaderName: REFERENCE }),
      'destination.customHeaderName',
    ],
    ['a connector', DS1_CREATE, at('connectors', { x: REFERENCE }), 'connectors.x'],
    ['its name', DS1_CREATE, connector({ connectorName: REFERENCE }), 'connectors.x.connectorName'],
  ])('cannot send a secret as %s', (_, plan, change, where) => {
    expect(forged(plan, change)).toBe(
      `the saved plan has a reference in ${where} of web, where no manifest can have one; plan again`,
    );
  });

  it.each([
    ['a secret', REFERENCE],
    ['a number', 7],
  ])('cannot use %s as the name of its stream', (_, streamName) => {
    for (const plan of [CDN_CREATE, DS1_CREATE]) {
      expect(forged(plan, root({ streamName }))).toBe(
        'the saved plan contradicts itself about web; plan again',
      );
    }
  });
});

describe('a plan as it was saved', () => {
  const same = (spec: JsonObject) => spec;
  const plans = [
    CDN_CREATE,
    planOf([manifest('web', { state: 'absent', spec: {} })], []),
    ...DESTINATIONS.map((card) =>
      planOf([manifest('web', { spec: cdnSpec({ destination: fullDestination(card) as JsonObject }) })], []),
    ),
    ...CONNECTORS.map((card) =>
      planOf(
        [ds1Manifest('web', { spec: ds1Spec({ connectors: [fullConnector(card) as JsonObject] }) })],
        [],
      ),
    ),
    planOf(
      [
        manifest('web', {
          spec: cdnSpec({ destination: { destinationType: 'NEW', displayName: 'n', where: REFERENCE } }),
        }),
      ],
      [],
    ),
  ];

  it('is read with every reference that a manifest can have', () => {
    for (const plan of plans) expect(forged(plan, same)).toEqual(plan);
    expect(JSON.stringify(plans)).toContain('"env"');
  });
});
