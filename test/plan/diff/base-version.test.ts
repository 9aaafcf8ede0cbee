import { describe, expect, it } from 'vitest';
import { cdn } from '../../../src/collections/cdn.ts';
import { https } from '../../../src/destinations/https.ts';
import { s3 } from '../../../src/destinations/s3.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import type { StreamDetail } from '../../../src/model/observed.ts';
import type { PlanItem } from '../../../src/model/plan-item.ts';
import { canonicalDesired } from '../../../src/plan/canonical/canonical.ts';
import { sealDetail } from '../../../src/plan/credentials/seal-stream.ts';
import { baseOf, bodyFor, carriedMembers, differs, moved } from '../../../src/plan/diff/base-version.ts';
import { answerTo, detailOf, fullSpec, keep, sha256, TARGET, withPart } from '../../builders/card-samples.ts';

const spec = fullSpec(cdn, https, 'JSON');
const body = answerTo(cdn, https, spec);
const sealed = (changed: JsonObject, more: Partial<StreamDetail> = {}) =>
  sealDetail({ ...detailOf(cdn, changed), ...more }, TARGET, sha256);

const BASE = baseOf(sealed(body), sha256);

function itemOf(wanted: JsonObject): PlanItem {
  return {
    name: 'web',
    kind: 'DataStream2',
    logType: 'cdn',
    streamId: 7050,
    action: 'update',
    changes: [],
    effects: [],
    steps: [],
    source: { file: 'a.yaml', line: 1 },
    base: BASE,
    desired: {
      state: 'active',
      spec: canonicalDesired(cdn, wanted, 'web'),
      folder: '.',
      resolved: [],
    },
  };
}

const item = itemOf(spec);

describe('a fresh read', () => {
  it('matches the plan, whatever the notation of the response', () => {
    const returned = { ...body, properties: [...(body['properties'] as readonly JsonObject[])].toReversed() };
    expect(moved(BASE, sealed(returned), sha256)).toBeUndefined();
  });

  it('is stale if the version changed, and reports who changed it and when', () => {
    const fresh = sealed(body, { version: 4, modifiedBy: 'ann', modifiedDate: '2026-02-01T00:00:00Z' });
    expect(moved(BASE, fresh, sha256)).toBe(
      'stream 7050 is at version 4, changed by ann on 2026-02-01T00:00:00Z, and the plan was made from version 3: plan again',
    );
  });

  it('is stale if any content changed, credentials included', () => {
    const others = [
      { ...body, collectMidgress: false },
      withPart(body, 'destination', (place) => ({ ...place, customHeaderValue: 'other' })),
    ];
    for (const other of others) expect(moved(BASE, sealed(other), sha256)).toMatch(/does not hold what/);
  });

  it('is not stale if members appeared or disappeared that responses may omit or that the product does not know', () => {
    const { samplingPercentage: _, contractId: _contract, ...fewer } = body;
    const others = [fewer, { ...body, samplingPercentage: 50 }, { ...body, latencyProfile: 'LOW' }];
    for (const other of others) expect(moved(BASE, sealed(other), sha256)).toBeUndefined();
  });

  it('is stale if the status changed, unless that status is expected', () => {
    const fresh = sealed(body, { status: 'DEACTIVATED' });
    expect(moved(BASE, fresh, sha256)).toMatch(/is DEACTIVATED and was expected to be ACTIVATED/);
    expect(moved(BASE, fresh, sha256, 'DEACTIVATED')).toBeUndefined();
  });
});

describe('the response to a write', () => {
  it('matches the request', () => {
    expect(differs(item, sealed(body), TARGET, sha256)).toEqual([]);
  });

  it('shows what the server kept instead', () => {
    const kept = { ...body, collectMidgress: false };
    expect(differs(item, sealed(kept), TARGET, sha256)).toEqual([
      { path: '/collectMidgress', before: false, after: true },
    ]);
  });
});

describe('the body of an update', () => {
  it('has no immutable and no unknown member in the spec', () => {
    const { spec: sent, carried } = bodyFor(item, detailOf(cdn, body), item.desired?.spec ?? {});
    expect(sent).not.toHaveProperty('groupId');
    expect(sent).toHaveProperty('contractId', spec['contractId']);
    expect(carried).toEqual({});
  });

  it('keeps the contract of the stream if the manifest omits it', () => {
    const less = keep(spec, (member) => member !== 'contractId' && member !== 'groupId');
    const wanted = canonicalDesired(cdn, less, 'web');
    const live = { ...body, contractId: 'ctr_K-1' };
    expect(bodyFor(itemOf(less), detailOf(cdn, live), wanted).spec).toHaveProperty('contractId', 'K-1');
    expect(bodyFor(itemOf(less), detailOf(cdn, less), wanted).spec).not.toHaveProperty('contractId');
  });

  it('carries unknown members from the fresh read unchanged, in addition to the spec', () => {
    const live = {
      ...withPart(body, 'destination', (place) => ({ ...place, shard: 2 })),
      latencyProfile: { tier: 'LOW' },
      deliveryConfiguration: {
        format: 'JSON',
        frequency: { intervalInSeconds: 30, jitter: 5 },
        compression: 'x',
      },
    };
    const sent = bodyFor(item, detailOf(cdn, live), item.desired?.spec ?? {});
    expect(sent.carried).toEqual({
      latencyProfile: { tier: 'LOW' },
      deliveryConfiguration: { compression: 'x' },
      destination: { shard: 2 },
    });
    expect(sent.spec['deliveryConfiguration']).toMatchObject({
      frequency: { intervalInSeconds: 30, jitter: 5 },
    });
  });

  it('carries nothing that the manifest names, and nothing into a destination of another type', () => {
    const live = withPart({ ...body, region: 'eu' }, 'destination', (place) => ({ ...place, shard: 2 }));
    const other = itemOf({ ...fullSpec(cdn, s3, 'JSON'), extra: { region: 'us' } });
    expect(carriedMembers(other, detailOf(cdn, live))).toEqual({});
  });

  it('is only the spec for a create', () => {
    expect(bodyFor(item, undefined, spec)).toEqual({ spec, carried: {} });
  });
});
