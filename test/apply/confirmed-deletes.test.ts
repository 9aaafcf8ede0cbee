import { expect, test } from 'vitest';
import { Account, errorOf, fault, HOUR, stepsText } from './account.ts';
import { manifest, manifest1 } from './manifests.ts';

/** A stream of either API that is inactive. */
async function inactive(kind: 'DataStream1' | 'DataStream2') {
  const whole = (state: 'inactive' | 'absent') =>
    kind === 'DataStream2' ? manifest('web', { state }) : manifest1('web', { state });
  const account = new Account();
  await account.converge([whole('inactive')]);
  await account.clock.advance(HOUR);
  return { account, gone: whole('absent') };
}

test.each(['DataStream1', 'DataStream2'] as const)(
  '%s: a delete that a proxy answers with its own page is not a deletion: it is looked up',
  async (kind) => {
    const { account, gone } = await inactive(kind);
    const { outcome } = await account.apply([gone], {
      faults: [fault({ do: 'respond', status: 200, body: '<html>sign in</html>' }, { method: 'DELETE' })],
    });
    expect(stepsText(outcome, 'web')).toBe('delete failed');
    expect(errorOf(outcome, 'web')).toMatch(/^Outcome unknown/);
    expect(account.state('web')).toMatch(/v1$/);
  },
);

test.each(['DataStream1', 'DataStream2'] as const)('%s: a confirmed delete is done', async (kind) => {
  const { account, gone } = await inactive(kind);
  const { outcome } = await account.apply([gone]);
  expect(stepsText(outcome, 'web')).toBe('delete done');
  expect(account.state('web')).toBe('gone');
});
