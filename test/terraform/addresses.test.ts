import { describe, expect, it, test } from 'vitest';
import {
  addressInConfiguration,
  addressInState,
  parseResourceAddress,
  removedBlock,
  stateRemoveCommand,
} from '../../src/terraform/addresses.ts';

describe('addresses', () => {
  it.each([
    ['', 'akamai_datastream.web', 'akamai_datastream.web'],
    ['module.m["eu"]', 'module.m["eu"].akamai_datastream.web', 'module.m.akamai_datastream.web'],
    [
      'module.a[0].module.b["x.y\\"z"]',
      'module.a[0].module.b["x.y\\"z"].akamai_datastream.web',
      'module.a.module.b.akamai_datastream.web',
    ],
  ])('%s', (module, inState, inConfiguration) => {
    const address = parseResourceAddress(module, 'akamai_datastream', 'web');
    if (!address) throw new Error('not parsed');
    expect(addressInState(address)).toBe(inState);
    expect(addressInConfiguration(address)).toBe(inConfiguration);
  });

  it.each(['', '9a', "a'b", 'a b', 'a\n', 'a.b', '$(id)'])(
    'a name that no configuration can have: %j',
    (name) => {
      expect(parseResourceAddress('', 'akamai_datastream', name)).toBeUndefined();
    },
  );
});

const WITH_LIFECYCLE = 'removed {\n  from = a.b\n  lifecycle {\n    destroy = false\n  }\n}';
const WITHOUT = 'removed {\n  from = a.b\n}';

test.each([
  ['terraform', '1.6.6', undefined],
  ['terraform', '0.15.5', undefined],
  ['terraform', '1.7.0', WITH_LIFECYCLE],
  ['terraform', '1.12.0-beta1', WITH_LIFECYCLE],
  ['terraform', '2.0.0', WITH_LIFECYCLE],
  ['terraform', undefined, WITH_LIFECYCLE],
  ['terraform', 'unknown', WITH_LIFECYCLE],
  ['tofu', '1.6.0', undefined],
  ['tofu', '1.7.0', WITHOUT],
  ['tofu', '1.9.1', WITHOUT],
  ['tofu', '1.10.0', WITH_LIFECYCLE],
] as const)('a removed block for %s %s', (tool, version, block) => {
  expect(removedBlock('a.b', tool, version)).toBe(block);
});

test('an address is one word of a shell command', () => {
  expect(stateRemoveCommand('module.m["a\'b $(id)"].t.n', 'tofu')).toBe(
    `tofu state rm 'module.m["a'\\''b $(id)"].t.n'`,
  );
});
