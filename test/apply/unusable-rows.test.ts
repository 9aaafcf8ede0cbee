import { expect, test } from 'vitest';
import { Account, errorOf, HOUR } from './account.ts';
import { manifest } from './manifests.ts';

const other = manifest('other', { state: 'inactive' });
const created = manifest('web', { state: 'inactive' }, { properties: [349774] });

/** The list row of the stream `other`, from now on. */
function change(account: Account, from: string, to: string): void {
  account.accountState.revise((accountState) => ({
    ...accountState,
    streams: JSON.parse(JSON.stringify(accountState.streams).replaceAll(from, to)),
  }));
}

test.each([
  [
    'name',
    '"streamName":"other"',
    '"streamName":""',
    /a row that cannot be used.*stream \d+ has no usable streamName/,
  ],
  ['id', /"streamId":\d+/.source, '"streamId":0', /has no usable streamId/],
])(
  'a create is not sent if a row without a usable %s appears before the write',
  async (_, from, to, error) => {
    const account = new Account();
    await account.converge([other]);
    const { outcome, requests } = await account.apply([other, created], {
      between: () => {
        const [id] = /"streamId":\d+/.exec(JSON.stringify(account.accountState.current().streams)) ?? [''];
        change(account, from.startsWith('"streamId') ? id : from, to);
      },
    });
    expect(errorOf(outcome, 'web')).toMatch(error);
    expect(requests.every((request) => request.startsWith('GET'))).toBe(true);
  },
);

test('waiting continues while the row of the stream is unusable', async () => {
  const account = new Account();
  const active = manifest('web');
  const [from, to] = ['"status":"ACTIVATING"', '"status":""'];
  const looks: string[] = [];
  const { outcome } = await account.apply([active], {
    wait: 2 * HOUR,
    poll: 60_000,
    onEvent: ({ tag }) => {
      if (tag !== 'waiting') return;
      looks.push(tag);
      if (looks.length === 2) change(account, from, to);
      if (looks.length === 5) change(account, to, from);
    },
  });
  expect(outcome.outcome).toBe('converged');
});
