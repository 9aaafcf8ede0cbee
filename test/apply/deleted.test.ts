import { expect, test } from 'vitest';
import { Account, errorOf, fault, HOUR, stepsText } from './account.ts';
import { manifest } from './manifests.ts';

/** A stream of either API that stands inactive. */
async function inactive(kind: 'DataStream1' | 'DataStream2') {
  const spec = {
    streamType: 'AGGREGATE',
    timeFrame: 5,
    datasetFields: [77],
    connectors: [],
    contractId: 'C-0N7RAC7',
    groupId: 21484,
    properties: [349772],
  };
  const whole = (state: 'inactive' | 'absent') =>
    kind === 'DataStream2'
      ? manifest('web', { state })
      : { ...manifest('web', { state, collection: { kind } }), spec };
  const account = new Account();
  await account.converge([whole('inactive')]);
  await account.clock.advance(HOUR);
  return { account, gone: whole('absent') };
}

test.each(['DataStream1', 'DataStream2'] as const)(
  '%s: a delete that a proxy answers with a page of its own is no deletion: it is looked up',
  async (kind) => {
    const { account, gone } = await inactive(kind);
    const { outcome } = await account.apply([gone], {
      faults: [fault({ do: 'answer', status: 200, body: '<html>sign in</html>' }, { method: 'DELETE' })],
    });
    expect(stepsText(outcome, 'web')).toBe('delete failed');
    expect(errorOf(outcome, 'web')).toMatch(/^Outcome unknown/);
    expect(account.state('web')).toMatch(/v1$/);
  },
);

test.each(['DataStream1', 'DataStream2'] as const)('%s: a delete that is answered is done', async (kind) => {
  const { account, gone } = await inactive(kind);
  const { outcome } = await account.apply([gone]);
  expect(stepsText(outcome, 'web')).toBe('delete done');
  expect(account.state('web')).toBe('gone');
});
