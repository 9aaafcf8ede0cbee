import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import { Account, errorOf, fault, HOUR, stepsText } from './account.ts';
import { manifest, manifest1, PASSWORD, USER } from './manifests.ts';

const ARCHIVE: JsonObject = {
  connectorType: 'S3',
  connectorName: 'Archive',
  bucket: 'logs.example.com',
  region: 'AP_Mumbai',
  path: 'logs',
  accessKey: { env: 'LOG_USER' },
  secretAccessKey: { env: 'LOG_PASSWORD' },
};

/** A manifest of DataStream 1 with one connector. */
function first(name: string, change: Partial<Omit<Manifest, 'spec'>> = {}, spec: JsonObject = {}): Manifest {
  return manifest1(name, change, { connectors: [ARCHIVE], ...spec });
}

const health = first('health');
const edited = first('health', {}, { datasetFields: [77, 78, 80] });
/** Shares its property with `health`. */
const errors = first('errors', {}, { connectors: [] });

async function accountWith(...manifests: readonly Manifest[]): Promise<Account> {
  const account = new Account();
  await account.converge(manifests);
  await account.clock.advance(HOUR);
  return account;
}

/** Requests by their subject, since ids differ from account to account. */
const shapes = (requests: readonly string[]) => requests.map((text) => text.replace(/\d+/, 'ID'));

describe('steps of DataStream 1', () => {
  test('a new stream is inactive until a separate call activates it, in the same run', async () => {
    const account = new Account();
    const { outcome, requests, plan } = await account.apply([health]);
    expect(stepsText(outcome, 'health')).toBe('create done, activate done, await pending');
    expect(account.state('health')).toBe('ACTIVATING v1');
    expect(shapes(requests)).toEqual([
      'GET /streams',
      'POST /streams',
      'GET /streams/ID',
      'GET /streams',
      'GET /streams/ID',
      'PUT /streams/ID/activate',
      'GET /streams/ID',
    ]);
    expect(requests).toHaveLength(plan.requests.apply);
  });

  test('an update keeps an active stream active, and is followed by the activation of an inactive stream', async () => {
    const account = await accountWith(health);
    const live = await account.apply([edited]);
    expect(stepsText(live.outcome, 'health')).toBe('update done, await pending');
    expect(account.state('health')).toBe('ACTIVATING v2');
    expect(live.requests).toHaveLength(live.plan.requests.apply);
    await account.converge([first('health', { state: 'inactive' }, { datasetFields: [77, 78, 80] })]);
    await account.clock.advance(HOUR);
    expect(account.state('health')).toBe('DEACTIVATED v2');
    const back = await account.apply([health]);
    expect(stepsText(back.outcome, 'health')).toBe('update done, activate done, await pending');
    expect(account.state('health')).toBe('ACTIVATING v3');
    expect(back.requests).toHaveLength(back.plan.requests.apply);
  });

  test('an active stream that the server returns as ACTIVATED right after an update is stable', async () => {
    const account = await accountWith(health);
    account.accountState.revise(({ settings, ...accountState }) => {
      const { datastream1 } = settings;
      const quirks = { ...datastream1.quirks, editedActive: 'ACTIVATED' } as const;
      return { ...accountState, settings: { ...settings, datastream1: { ...datastream1, quirks } } };
    });
    const { outcome } = await account.apply([edited]);
    expect(stepsText(outcome, 'health')).toBe('update done, await done');
  });

  test('a stream is deleted by the run that finds it inactive, never by the one that deactivates it', async () => {
    const account = await accountWith(health);
    const gone = first('health', { state: 'absent' });
    const stopped = await account.apply([gone], { wait: 3 * HOUR });
    expect(stepsText(stopped.outcome, 'health')).toBe('deactivate done, await done');
    const deleted = await account.apply([gone]);
    expect(stepsText(deleted.outcome, 'health')).toBe('delete done');
    expect(account.state('health')).toBe('gone');
  });

  test('a second run has an empty plan', async () => {
    const account = await accountWith(health, errors);
    const plan = await account.plan([health, errors]);
    expect(plan.items.map(({ action }) => action)).toEqual(['none', 'none']);
  });
});

test('a refusal that names a connector by index is reported with file, line and connector of the manifest', async () => {
  const named = (connectorName: string) => ({ ...ARCHIVE, connectorName });
  const body = JSON.stringify({ errors: [{ detail: 'connectors[0].bucket is bad.' }] });
  const faults = [fault({ do: 'respond', status: 400, body }, { method: 'POST' })];
  const both = first('health', {}, { connectors: [named('Zebra'), named('Archive')] });
  const { outcome } = await new Account().apply([both], { faults });
  expect(errorOf(outcome, 'health')).toContain(
    '(streams/health.yaml:3, spec.connectors.Archive.bucket). Fix connectors.Archive.bucket in the manifest.',
  );
});

describe('streams that share a property with an updated one', () => {
  const pair = [health, errors] as const;
  const both = [edited, first('errors', {}, { connectors: [], datasetFields: [77, 78] })] as const;

  test('are listed in the result, without the stream itself', async () => {
    const account = await accountWith(...pair);
    const { outcome } = await account.apply([edited, errors]);
    const item = outcome.items.find(({ name }) => name === 'health');
    expect(item?.affected).toEqual({
      streams: [{ streamId: account.stream('errors')?.streamId, name: 'errors', version: 1 }],
      sources: [{ id: 349772, name: 'www.example.com' }],
    });
  });

  test('are in transition because of our own update: their update is left to a later run, and nothing fails', async () => {
    const account = await accountWith(...pair);
    const { outcome } = await account.apply(both);
    expect([stepsText(outcome, 'health'), stepsText(outcome, 'errors')].sort()).toEqual([
      'update done, await pending',
      'update pending, await pending',
    ]);
    expect(outcome.outcome).toBe('progressing');
    await account.clock.advance(2 * HOUR);
    await account.apply(both);
    // The second update changes the first stream once more.
    expect([account.state('health'), account.state('errors')]).toEqual(['ACTIVATING v2', 'ACTIVATING v2']);
  });

  test('are updated as soon as they are stable, if the run waits', async () => {
    const account = await accountWith(...pair);
    const { outcome } = await account.apply(both, { wait: 10 * HOUR });
    expect(outcome.outcome).toBe('converged');
    expect((await account.plan(both)).items.map(({ action }) => action)).toEqual(['none', 'none']);
  });

  test('are treated as changed by another user if another user edited them in the meantime', async () => {
    const account = await accountWith(...pair);
    const { outcome } = await account.apply(both, {
      between: () =>
        account.concurrentEdit({
          kind: 'DataStream1',
          act: 'edit',
          stream: 'errors',
          change: { timeFrame: 15 },
        }),
    });
    expect(outcome.outcome).toBe('failed');
    expect(errorOf(outcome, 'errors')).toMatch(/is at version 2, changed by colleague@example\.com/);
  });
});

describe('lost responses of DataStream 1', () => {
  test.each([
    ['the create', 'POST', '/streams$', 'create done, activate done, await pending'],
    ['the read after the create', 'GET', '/streams/\\d+$', 'create done, activate done, await pending'],
    ['the activation', 'PUT', '/activate$', 'create done, activate done, await pending'],
  ])('%s is looked up and not sent again', async (_what, method, path, steps) => {
    const account = new Account();
    const { outcome, requests } = await account.apply([health], {
      faults: [fault({ do: 'lose-response' }, { method, path })],
    });
    expect(stepsText(outcome, 'health')).toBe(steps);
    expect(requests.filter((text) => text.startsWith('POST'))).toHaveLength(1);
    expect(requests.filter((text) => text.endsWith('/activate'))).toHaveLength(1);
  });

  test('an accepted write whose reads all fail has an unknown outcome, and the next run reads the true state', async () => {
    const account = await accountWith(health);
    const { outcome } = await account.apply([edited], {
      // The first read of the stream is the one before the write.
      faults: [
        fault({ do: 'respond', status: 503 }, { method: 'GET', path: '/streams/\\d+', nth: 2, times: 0 }),
      ],
    });
    expect(errorOf(outcome, 'health')).toMatch(/^Outcome unknown/);
    expect(account.state('health')).toBe('ACTIVATING v2');
    await account.clock.advance(HOUR);
    expect((await account.plan([edited])).items[0]?.action).toBe('none');
  });

  test('another value kept by the server is detected, although the response has ids only', async () => {
    const account = await accountWith(health);
    const { outcome } = await account.apply([first('health', {}, { timeFrame: 60 })], {
      faults: [fault({ do: 'ignore-member', member: 'timeFrame' }, { method: 'PUT' })],
    });
    expect(errorOf(outcome, 'health')).toMatch(/did not keep what was sent: \/timeFrame is 5 instead of 60/);
  });
});

test('no secret of a connector is in any output, whatever the server returns', async () => {
  const account = new Account();
  const { outcome, events, journal } = await account.apply([health], {
    faults: [
      fault(
        { do: 'respond', status: 400, body: `{"errors":[{"detail":"bad key ${PASSWORD} of ${USER}"}]}` },
        { method: 'POST' },
      ),
    ],
  });
  expect(errorOf(outcome, 'health')).toContain('was refused (400)');
  const everything = JSON.stringify([outcome, events, journal]);
  expect(everything).not.toContain(JSON.stringify(PASSWORD).slice(1, -1));
  expect(everything).not.toContain(USER);
});

test('both generations are planned together and applied in one run', async () => {
  const account = new Account();
  const web = manifest('web');
  const { plan, outcome } = await account.apply([web, health], { wait: 10 * HOUR });
  expect(plan.summary.create).toBe(2);
  expect(plan.requests.applyByKind).toEqual({ DataStream2: 2, DataStream1: 7 });
  expect(outcome.outcome).toBe('converged');
  expect([account.state('web'), account.state('health')]).toEqual(['ACTIVATED v1', 'ACTIVATED v1']);
});

test('the journal records the transition of a stream due to the update of another one, so that status has its start', async () => {
  const account = await accountWith(health, errors);
  const { journal } = await account.apply([edited, errors]);
  const moved = journal.filter(({ by }) => by !== undefined);
  const streamId = account.stream('errors')?.streamId;
  expect(moved).toEqual([
    expect.objectContaining({ name: 'errors', streamId, by: 'health', towards: 'ACTIVATED' }),
  ]);
});

describe('a name that another run uses at the same time', () => {
  const rename = {
    act: 'edit',
    kind: 'DataStream1',
    stream: 'errors',
    change: { streamName: 'health' },
  } as const;
  const taken = fault(
    { do: 'concurrent-edit', when: 'after', acts: [rename] },
    { method: 'POST', path: '/streams$' },
  );

  test('fails the create with both ids and what to do, and the stream is not activated', async () => {
    const account = await accountWith(errors);
    const other = account.stream('errors')?.streamId;
    const { outcome, requests, plan } = await account.apply([health, errors], { faults: [taken] });
    const created = outcome.items.find(({ name }) => name === 'health')?.streamId;
    expect(stepsText(outcome, 'health')).toBe('create failed, activate not-run, await not-run');
    const error = errorOf(outcome, 'health');
    expect(error).toContain(`Streams ${other} and ${created} are named "health"`);
    expect(error).toContain(
      `Deactivate and delete all but one, or bind the manifest to the one to keep with spec.streamId`,
    );
    expect(requests.filter((one) => one.includes('activate'))).toEqual([]);
    expect(outcome.outcome).toBe('failed');
    expect(plan.items.find(({ name }) => name === 'health')?.action).toBe('create');
  });

  test('binding the manifest with spec.streamId, as the error says, continues with the stream', async () => {
    const account = await accountWith(errors);
    const { outcome } = await account.apply([health], { faults: [taken] });
    const streamId = outcome.items[0]?.streamId ?? 0;
    expect((await account.plan([health])).refusals).toMatchObject([{ code: 'ambiguous' }]);
    const bound = await account.apply([{ ...health, streamId }]);
    expect(stepsText(bound.outcome, 'health')).toBe('activate done, await pending');
  });

  test('is also detected if the response to the create was lost', async () => {
    const account = await accountWith(errors);
    const lost = fault({ do: 'lose-response' }, { method: 'POST', path: '/streams$' });
    const { outcome } = await account.apply([health], { faults: [taken, lost] });
    expect(errorOf(outcome, 'health')).toMatch(/^Streams \d+ and \d+ are named "health"/);
    expect(outcome.outcome).toBe('failed');
  });

  test('is reported as a warning if the list after the create fails', async () => {
    const account = new Account();
    const broken = fault(
      { do: 'respond', status: 403, body: '' },
      { method: 'GET', path: '/streams(\\?|$)', nth: 2 },
    );
    const { outcome, events } = await account.apply([health], { faults: [broken] });
    expect(stepsText(outcome, 'health')).toBe('create done, activate done, await pending');
    expect(events).toContainEqual(
      expect.objectContaining({
        warning: expect.objectContaining({ code: 'name-not-checked', name: 'health' }),
      }),
    );
  });
});
