import { mkdir, readFile, writeFile } from 'node:fs/promises';
import type { LogType } from '../../../src/model/collection.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { createStream1, editStream1 } from '../../../src/simulator/datastream1/change-stream.ts';
import { checkBody1 } from '../../../src/simulator/datastream1/check-body.ts';
import {
  activateStream,
  createStream,
  editStream,
} from '../../../src/simulator/datastream2/change-stream.ts';
import { checkBody } from '../../../src/simulator/datastream2/check-body.ts';
import { seededAccountWithoutStreams } from '../../../src/simulator/seed/seed.ts';
import type { AccountState } from '../../../src/simulator/state/account-state.ts';
import type { Settings } from '../../../src/simulator/state/settings.ts';
import { completeTransitions } from '../../../src/simulator/state/transitions.ts';
import { DEFAULTS, type Workspace, workspace } from '../workspace.ts';

/** Simulated accounts with one stream that has several versions. */

const FIRST = Date.UTC(2025, 0, 1);
const DAY = 24 * 3_600_000;
const SETTINGS = { rate: { burst: 1_000_000, refill: 1 }, transitionTime: 3_600_000 } as const;

function empty(settings: Partial<Settings>): AccountState {
  return seededAccountWithoutStreams({ ...SETTINGS, ...settings });
}

/**
 * An account with one active stream of DataStream 2. Each body is a version, created by `user-N` a day after the version
 * before it, and activated an hour later.
 */
export function withVersions(
  bodies: readonly JsonObject[],
  logType: LogType = 'cdn',
  settings: Partial<Settings> = {},
): AccountState {
  return bodies.reduce<AccountState>((accountState, body, index) => {
    const act = { by: `user-${index + 1}`, now: FIRST + index * DAY };
    const [stream] = accountState.streams;
    const { groupId: _, ...edit } = body;
    if (stream) {
      const draft = checkBody(accountState, logType, edit, stream);
      return completeTransitions(
        editStream(accountState, stream, draft, true, act).accountState,
        act.now + DAY / 2,
      );
    }
    const created = createStream(accountState, logType, checkBody(accountState, logType, body), false, act);
    return completeTransitions(
      activateStream(created.accountState, created.stream, act).accountState,
      act.now + DAY / 2,
    );
  }, empty(settings));
}

/** An account with one stream of DataStream 1, each body a version. */
export function withVersions1(bodies: readonly JsonObject[]): AccountState {
  return bodies.reduce<AccountState>((accountState, body, index) => {
    const act = { by: `user-${index + 1}`, now: FIRST + index * DAY };
    const [stream] = accountState.datastream1.streams;
    return stream
      ? editStream1(accountState, stream, checkBody1(accountState, body, stream), act).accountState
      : createStream1(accountState, checkBody1(accountState, body), act).accountState;
  }, empty({}));
}

export const OPTIONS = {
  ...DEFAULTS,
  format: 'json',
  logType: [],
  kind: [],
  which: [],
  all: false,
  force: false,
  limit: 10,
} as const;

/** A workspace whose simulator has this account. */
export async function at(accountState: AccountState): Promise<Workspace> {
  const made = await workspace();
  await store(accountState);
  return made;
}

export async function store(accountState: AccountState): Promise<void> {
  await mkdir('.datastream', { recursive: true });
  await writeFile(DEFAULTS.simulator, JSON.stringify(accountState));
}

export async function stored(): Promise<AccountState> {
  return JSON.parse(await readFile(DEFAULTS.simulator, 'utf8')) as AccountState;
}
