import { expect, test } from 'vitest';
import { simulatorTransport } from '../../src/simulator/transport.ts';
import { Account, errorOf, fault, HOUR } from './account.ts';
import { manifest } from './manifests.ts';

const edits = {
  'an update': manifest('web', {}, { notificationEmails: ['a@example.com'] }),
  'a deactivation that an update follows': manifest(
    'web',
    { state: 'inactive' },
    { notificationEmails: ['a@example.com'] },
  ),
};

async function accountWith(member: string) {
  const account = new Account();
  await account.converge([manifest('web')]);
  const { world, clock } = account;
  const id = account.stream('web')?.streamId;
  const path = `/datastream-config-api/v3/log/cdn/streams/${id}`;
  const { body } = await simulatorTransport({ world, clock })({ method: 'GET', path });
  const how = { do: 'answer', status: 200, body: body.replace('{', `{${member},`) } as const;
  return { account, faults: [fault(how, { method: 'GET', path: `/streams/${id}$`, times: 0 })] };
}

for (const [what, edited] of Object.entries(edits)) {
  test.each([
    '"latencyBudget":9007199254740993',
    '"latencyBudget":1e400',
    '"__proto__":{"tier":1}',
    '"tier":1,"tier":2',
  ])(`${what} writes nothing to a stream with %s, and says why`, async (member) => {
    const { account, faults } = await accountWith(member);
    const { outcome, requests } = await account.apply([edited], { faults, wait: HOUR });
    expect(errorOf(outcome, 'web')).toMatch(/Nothing was written.*has to be sent back as it is: /s);
    expect(requests.filter((request) => !request.startsWith('GET'))).toEqual([]);
  });
}
