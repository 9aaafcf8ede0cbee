import { expect, it } from 'vitest';
import { cdnSpec, itemOf, live, manifest, planOf } from './world.ts';

const place = { destinationType: 'NEW', displayName: 'n', where: 'a', token: 'CANARY', key: { env: 'KEY' } };

it.each([
  ['another place', { ...place, where: 'b' }, true],
  ['another token in clear', { ...place, token: 'OTHER' }, false],
  ['another name', { ...place, displayName: 'm' }, false],
])(
  'a plan says where secrets of a destination type that is new at the vendor would go: %s',
  (_, wanted, expected) => {
    const told = { destinationType: 'NEW', displayName: 'n', where: 'a', token: 'CANARY' };
    const plan = planOf(
      [manifest('web', { spec: cdnSpec({ destination: wanted }) })],
      [live(7, 'web', { body: { destination: told } })],
    );
    const { effects, action } = itemOf(plan, 'web');
    expect(action).toBe('update');
    expect(effects.includes('secret-to-new-destination')).toBe(expected);
  },
);
