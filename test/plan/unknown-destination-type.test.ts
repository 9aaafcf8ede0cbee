import { describe, expect, it } from 'vitest';
import { exportSpec } from '../../src/conversion/stream-to-manifest.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { nameIndex } from '../../src/plan/resolve/resolve.ts';
import { cdnSpec, HTTPS, itemOf, live, manifest, planOf } from '../builders/streams.ts';

const place = { destinationType: 'NEW', displayName: 'n', where: 'a', token: 'CANARY', key: { env: 'KEY' } };

it.each([
  ['another path', { ...place, where: 'b' }, true],
  ['another token in plain text', { ...place, token: 'OTHER' }, false],
  ['another name', { ...place, displayName: 'm' }, false],
])(
  'a plan shows where secrets of a destination type that is new at the vendor would be sent: %s',
  (_, wanted, expected) => {
    const returned = { destinationType: 'NEW', displayName: 'n', where: 'a', token: 'CANARY' };
    const plan = planOf(
      [manifest('web', { spec: cdnSpec({ destination: wanted }) })],
      [live(7, 'web', { body: { destination: returned } })],
    );
    const { effects, action } = itemOf(plan, 'web');
    expect(action).toBe('update');
    expect(effects.includes('secret-to-new-destination')).toBe(expected);
  },
);

describe('an update of a destination whose type has no card', () => {
  const bare = { destinationType: 'NEW', displayName: 'n', where: 'a' };
  const edited = (destination: JsonObject, withoutSecrets: boolean) => {
    const changed = manifest('web', {
      spec: cdnSpec({ destination, datasetFields: [1000] }),
      unknownTypes: [{ path: ['destination'], withoutSecrets }],
    });
    return itemOf(planOf([changed], [live(7, 'web', { spec: cdnSpec({ destination: bare }) })]), 'web');
  };

  it('is blocked without a reference, since its current secrets would be missing', () => {
    const item = edited(bare, false);
    expect(item.action).toBe('blocked');
    expect(item.reason).toMatch(/does not return write-only members.*allowUnknownType: without-secrets/);
  });

  it('is possible with a reference, or if the manifest states that the type has none', () => {
    expect(edited({ ...bare, secretMember: { env: 'KEY' } }, false).action).toBe('update');
    expect(edited(bare, true).action).toBe('update');
  });

  it('needs no reference if nothing changes', () => {
    const same = manifest('web', {
      spec: cdnSpec({ destination: bare }),
      unknownTypes: [{ path: ['destination'], withoutSecrets: false }],
    });
    const plan = planOf([same], [live(7, 'web', { spec: cdnSpec({ destination: bare }) })]);
    expect(itemOf(plan, 'web').action).toBe('none');
  });

  it('is announced by an export, which names unknown members and copies none of a known type', () => {
    const names = nameIndex({ rows: new Map(), details: new Map(), names: new Map() });
    const unknown = exportSpec(live(7, 'web', { spec: cdnSpec({ destination: bare }) }), names);
    expect(unknown.unknownTypes).toEqual(['NEW']);
    expect(unknown.carried).toEqual([]);
    const destination = { ...HTTPS, newMember: 'x' };
    const known = exportSpec(live(7, 'web', { spec: cdnSpec({ destination, another: 1 }) }), names);
    expect(known.unknownTypes).toEqual([]);
    expect([...known.carried].sort()).toEqual(['/another', '/destination/newMember']);
    expect(JSON.stringify(known.spec)).not.toMatch(/newMember|another|extra/);
  });
});
