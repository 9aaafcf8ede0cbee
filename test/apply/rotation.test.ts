import { describe, expect, test } from 'vitest';
import { Account, errorOf, fault, HOUR, stepsText } from './account.ts';
import { manifest, manifest1, PASSWORD, USER } from './manifests.ts';

/** The clock of this machine at the start. */
const NOON = Date.UTC(2026, 0, 1, 12);
const iso = (milliseconds: number) => new Date(milliseconds).toISOString().replace('.000Z', 'Z');

const ARCHIVE1 = {
  ...{ connectorType: 'S3', connectorName: 'Archive', bucket: 'logs.example.com', region: 'AP_Mumbai' },
  ...{ path: 'logs', accessKey: { env: 'LOG_USER' }, secretAccessKey: { env: 'LOG_PASSWORD' } },
};

/** An account with the stream of a manifest, at noon. */
async function accountWith(web = manifest('web')): Promise<Account> {
  const account = new Account();
  await account.converge([web]);
  await account.clock.advance(NOON - account.clock.now());
  return account;
}

const due = manifest('web', { rotateSecretsAfter: iso(NOON) });

describe('rotateSecretsAfter', () => {
  test('sends the secrets once, with one new version, and never again', async () => {
    const account = await accountWith();
    const first = await account.apply([due], { wait: 3 * HOUR });
    expect(stepsText(first.outcome, 'web')).toBe('update done, await done');
    expect(account.state('web')).toBe('ACTIVATED v2');
    for (const rotateSecretsAfter of [due.rotateSecretsAfter ?? '', iso(NOON - HOUR), iso(0)]) {
      const again = await account.apply([{ ...due, rotateSecretsAfter }]);
      expect(again.requests).toEqual([]);
    }
    expect(account.state('web')).toBe('ACTIVATED v2');
  });

  test.each([
    ['DataStream 2', manifest('web')],
    ['DataStream 1, whose lists have no dates', manifest1('web', {}, { connectors: [ARCHIVE1] })],
  ])('converges to one more version: %s', async (_, web) => {
    const account = await accountWith(web);
    await account.converge([{ ...web, rotateSecretsAfter: iso(NOON) }]);
    expect(account.state('web')).toBe('ACTIVATED v2');
    const after = await account.apply([{ ...web, rotateSecretsAfter: iso(NOON) }]);
    expect(after.plan.items).toMatchObject([{ action: 'none', steps: [] }]);
  });

  test('is satisfied by the create of the stream, and by an edit for another reason', async () => {
    const account = new Account();
    await account.clock.advance(NOON - account.clock.now());
    await account.converge([due]);
    expect(account.state('web')).toBe('ACTIVATED v1');
    await account.clock.advance(1_000);
    const later = iso(account.clock.now());
    await account.converge([manifest('web', { rotateSecretsAfter: later }, { datasetFields: [1000] })]);
    expect(account.state('web')).toBe('ACTIVATED v2');
  });

  test('waits for a transition, and is then satisfied by the version that started it', async () => {
    const account = await accountWith();
    account.concurrentEdit({ act: 'edit', stream: 'web' });
    const before = await account.plan([due]);
    expect(before.items).toMatchObject([{ action: 'none', modifiedBy: 'colleague@example.com' }]);
    const later = manifest('web', { rotateSecretsAfter: iso(NOON + 1_000) });
    await account.clock.advance(1_000);
    expect((await account.plan([later])).items).toMatchObject([
      { action: 'wait', steps: [{ do: 'await' }, { do: 'update' }, { do: 'await' }] },
    ]);
    expect((await account.apply([later], { wait: 5 * HOUR })).outcome.outcome).toBe('converged');
    expect(account.state('web')).toBe('ACTIVATED v3');
  });

  test('writes once if the response is lost, and if the process ends after the write', async () => {
    const account = await accountWith();
    const lost = fault({ do: 'lose-response' }, { method: 'PUT' });
    const { outcome } = await account.apply([due], { faults: [lost] });
    expect(stepsText(outcome, 'web')).toBe('update done, await pending');
    const killed = await accountWith();
    await expect(killed.apply([due], { killAt: { request: 2, when: 'after' } })).rejects.toThrow();
    for (const one of [account, killed]) {
      await one.converge([due]);
      expect(one.state('web')).toBe('ACTIVATED v2');
    }
  });

  test('a version of another user between plan and write stops the write, and satisfies the next plan', async () => {
    const account = await accountWith();
    const edit = () => account.concurrentEdit({ act: 'edit', stream: 'web' });
    const { outcome, requests } = await account.apply([due], { between: edit });
    expect(requests.filter((request) => request.startsWith('PUT'))).toEqual([]);
    expect(errorOf(outcome, 'web')).toContain('colleague@example.com');
    expect((await account.plan([due])).items).toMatchObject([{ action: 'none' }]);
  });
});

describe('clocks that differ', () => {
  test('nothing is written while the clock of the API is behind, and one version afterwards', async () => {
    const account = await accountWith();
    account.apiClock.skew = -20_000;
    for (let run = 0; run < 3; run += 1) {
      const { plan, requests } = await account.apply([due]);
      expect(plan.items).toMatchObject([{ action: 'blocked' }]);
      expect(requests).toEqual([]);
    }
    await account.clock.advance(20_000);
    await account.converge([due]);
    expect(account.state('web')).toBe('ACTIVATED v2');
  });

  test('a clock that is ahead has no effect', async () => {
    const account = await accountWith();
    account.apiClock.skew = HOUR;
    await account.converge([due]);
    expect(account.state('web')).toBe('ACTIVATED v2');
  });

  test('a write that does not satisfy the request fails, and says which time does', async () => {
    const account = await accountWith();
    account.apiClock.skew = -20_000;
    account.apiClock.isReturned = false;
    const { outcome } = await account.apply([due]);
    expect(stepsText(outcome, 'web')).toBe('update failed, await not-run');
    expect(errorOf(outcome, 'web')).toBe(
      'The secrets were sent with version 2, but the API dates it 2026-01-01T11:59:40Z, earlier than rotateSecretsAfter (2026-01-01T12:00:00Z). Set rotateSecretsAfter to 2026-01-01T11:59:40Z; otherwise the next apply sends them again.',
    );
    const corrected = manifest('web', { rotateSecretsAfter: '2026-01-01T11:59:40Z' });
    await account.converge([corrected]);
    expect(account.state('web')).toBe('ACTIVATED v2');
  });
});

test('the new secret arrives with the new version, and the old one is not sent any more', async () => {
  const account = await accountWith();
  const [{ streamId } = { streamId: 0 }] = account.accountState.current().streams;
  const old = account.secrets.of(streamId, 1);
  expect(old).toEqual({ userName: USER, password: PASSWORD });
  const env = { LOG_USER: USER, LOG_PASSWORD: 'new-password' };
  await account.apply([due], { env, wait: 3 * HOUR });
  expect(account.secrets.of(streamId, 2)).toEqual({ userName: USER, password: 'new-password' });
  expect(account.state('web')).toBe('ACTIVATED v2');
});
