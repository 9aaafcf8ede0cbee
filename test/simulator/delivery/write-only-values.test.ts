import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/model/json.ts';
import {
  newVersions,
  rememberWriteOnlyValues,
  type WriteOnlyValues,
} from '../../../src/simulator/delivery/write-only-values.ts';
import { seededAccountWithoutStreams } from '../../../src/simulator/seed/seed.ts';
import {
  type AccountState,
  type SimulatedStream,
  type Version,
  withStream,
} from '../../../src/simulator/state/account-state.ts';

const empty = seededAccountWithoutStreams();
const STREAM: SimulatedStream = {
  ...{ streamId: 7100, logType: 'cdn', groupId: 1, createdBy: empty.settings.user, createdAt: 0 },
  ...{ status: 'INACTIVE', versions: [], activations: [] },
};

function numbered(version: number): Version {
  return { version, content: {}, given: ['password'], modifiedBy: empty.settings.user, modifiedAt: 0 };
}

/** Edits the stream as its user does, with a new password for each version. Returns the new state. */
function edited(secrets: WriteOnlyValues, before: AccountState, times: number): AccountState {
  return Array.from({ length: times }).reduce<AccountState>((state) => {
    const [stream = STREAM] = state.streams;
    const version = stream.versions.length + 1;
    const after = withStream(state, { ...stream, versions: [...stream.versions, numbered(version)] });
    const body: JsonObject = { destination: { password: `secret-${version}` } };
    secrets.remember(state, after, body);
    return after;
  }, before);
}

describe('the values of write-only members', () => {
  it('of the live version are kept, however many inactive versions follow it', () => {
    const secrets = rememberWriteOnlyValues();
    const created = edited(secrets, empty, 2);
    const [stream = STREAM] = created.streams;
    const line = { version: 2, status: 'ACTIVATED', by: 'x', at: 0 } as const;
    const after = edited(secrets, withStream(created, { ...stream, activations: [line] }), 20);
    expect(after.streams[0]?.versions).toHaveLength(22);
    expect(secrets.of(7100, 2)).toEqual({ password: 'secret-2' });
    expect(secrets.of(7100, 22)).toEqual({ password: 'secret-22' });
    expect(secrets.of(7100, 1)).toEqual({});
    expect(secrets.of(7100, 12)).toEqual({});
  });

  it('of a deleted stream are removed', () => {
    const secrets = rememberWriteOnlyValues();
    const created = edited(secrets, empty, 1);
    secrets.remember(created, { ...created, streams: [] }, undefined);
    expect(secrets.of(7100, 1)).toEqual({});
  });
});

it.each([
  ['does not look at the streams if none of them changed', false, 0],
  ['looks at each stream a few times, however many there are', true, 3],
])('%s', (_, hasChanged, reads) => {
  const count = 500;
  let seen = 0;
  const streams = Array.from({ length: count }, (_stream, index) => ({
    ...STREAM,
    get streamId() {
      seen += 1;
      return index;
    },
  }));
  const before = { ...empty, streams };
  const after = hasChanged ? { ...empty, streams: [...streams] } : { ...before };
  expect(newVersions(before, after, undefined)).toEqual([]);
  rememberWriteOnlyValues().remember(before, after, undefined);
  expect(seen).toBeLessThanOrEqual(2 * reads * count);
});
