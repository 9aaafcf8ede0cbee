import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlanItem } from '../../../src/model/plan-item.ts';
import { fingerprintOf } from '../../../src/plan/saved/fingerprint.ts';
import { cdnSpec, editItem, hash, planItem, TARGET, wanted } from '../../builders/streams.ts';

const print = (items: readonly PlanItem[], target = TARGET) => fingerprintOf(target, items, hash);
const web = editItem('web', 7);
const fresh = planItem('new', {
  action: 'create',
  steps: [{ do: 'create', activate: false }],
  desired: wanted('new', 'inactive'),
});

describe('the fingerprint', () => {
  it('is a SHA-256', () => {
    expect(print([web])).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it.each<[string, readonly PlanItem[]]>([
    ['another stream', [editItem('web', 8)]],
    ['another log type', [{ ...web, logType: 'edns' }]],
    ['another base version', [editItem('web', 7, { baseVersion: 4 })]],
    [
      'another content',
      [editItem('web', 7, { desired: wanted('web', 'active', cdnSpec({ properties: [1] })) })],
    ],
    ['another secret reference', [withSecret('OTHER')]],
    ['other steps', [editItem('web', 7, { steps: [{ do: 'update', activate: false }] })]],
    ['another stream in addition', [web, fresh]],
    ['nothing', []],
  ])('changes with %s', (_, items) => {
    expect(print(items)).not.toBe(print([web]));
  });

  it('changes with the target', () => {
    expect(print([web], 'simulator')).not.toBe(print([web]));
  });

  it('changes with the name of a stream to create', () => {
    const other = { ...fresh, desired: wanted('other', 'inactive') };
    expect(print([other])).not.toBe(print([fresh]));
  });

  it.each<[string, Partial<PlanItem>]>([
    ['its manifest moves to another file', { source: { file: 'elsewhere.yaml', line: 99 } }],
    ['effects are worded differently', { effects: ['goes-live'] }],
    ['changes are worded differently', { changes: [{ path: '/x' }] }],
    ['another user made the last change', { modifiedBy: 'x', modifiedDate: 'y' }],
    ['its manifest has another name', { name: 'renamed' }],
  ])('does not change if %s', (_, parts) => {
    expect(print([{ ...web, ...parts }])).toBe(print([web]));
  });

  it('ignores unchanged streams and the order of streams', () => {
    const quiet = fc.constantFrom(
      planItem('same', { streamId: 20, status: 'ACTIVATED' }),
      planItem('moving', { streamId: 21, steps: [{ do: 'await', until: 'ACTIVATED' }] }),
      planItem('stuck', { streamId: 22, action: 'blocked', reason: 'because' }),
    );
    const going = [
      web,
      fresh,
      editItem('b', 70),
      editItem('c', 700),
      { ...editItem('d', 7), logType: 'gtm' as const },
    ];
    const mixed = fc
      .array(quiet)
      .chain((some) => fc.shuffledSubarray([...going, ...some], { minLength: going.length + some.length }));
    fc.assert(fc.property(mixed, (items) => print(items) === print(going)));
  });
});

function withSecret(env: string): PlanItem {
  const destination = { destinationType: 'HTTPS', password: { env } };
  return editItem('web', 7, { desired: wanted('web', 'active', cdnSpec({ destination })) });
}
