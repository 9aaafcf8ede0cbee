import {
  activateStream1,
  createStream1,
  deactivateStream1,
  editStream1,
  existingStream1,
} from '../datastream1/change-stream.ts';
import { checkBody1 } from '../datastream1/check-body.ts';
import { activateStream, createStream, editStream, existingStream } from '../datastream2/change-stream.ts';
import { checkBody } from '../datastream2/check-body.ts';
import { type AccountState, emptyAccount, withSettings } from '../state/account-state.ts';
import type { Settings } from '../state/settings.ts';
import { completeTransitions } from '../state/transitions.ts';
import { SEEDED_OBJECTS } from './account.ts';
import { type PastEvent1, SEED_STREAMS1, type SeededStream1 } from './datastream1.ts';
import { type PastEvent, SEED_STREAMS, type SeededStream } from './datastream2.ts';

const HOUR = 3_600_000;
/** The duration of past transitions of the seeded streams, milliseconds. */
const PAST_TRANSITION_TIME = 1.5 * HOUR;

/** Creates the seeded account without its streams. */
export function seededAccountWithoutStreams(settings: Partial<Settings> = {}): AccountState {
  return emptyAccount(SEEDED_OBJECTS, settings);
}

/**
 * Creates an account with a varied first plan. Compared with the example manifests, one stream is missing, one is
 * active and differs, one is to be activated, one is to be deactivated, one is in transition, one is up to date and
 * one is unmanaged. Of DataStream 1, one stream is up to date, one is active and differs, and one is unmanaged.
 * @param now Milliseconds since 1970. The transition that has not ended starts at this time.
 */
export function seededAccount(now: number, settings: Partial<Settings> = {}): AccountState {
  const accountState = seededAccountWithoutStreams(settings);
  const { nextStreamId } = accountState;
  const lived = SEED_STREAMS.reduce((state, stream) => withPast(state, stream, now), accountState);
  const both = SEED_STREAMS1.reduce((state, stream) => withPast1(state, stream, now), lived);
  const datastream1 = { ...both.datastream1, nextStreamId: accountState.datastream1.nextStreamId };
  return { ...both, nextStreamId, datastream1 };
}

function withPast(accountState: AccountState, stream: SeededStream, now: number): AccountState {
  const start = { ...accountState, nextStreamId: stream.streamId };
  return stream.past.reduce((state, event) => happened(state, stream, event, now), start);
}

/**
 * Applies a past event with the same transitions and checks as for all other streams, so seeded streams are always
 * valid.
 */
function happened(
  accountState: AccountState,
  seeded: SeededStream,
  event: PastEvent,
  now: number,
): AccountState {
  return inThePast(accountState, event.hoursAgo, now, (before, at) => applied(before, seeded, event, at));
}

function inThePast(
  accountState: AccountState,
  hoursAgo: number,
  now: number,
  step: (before: AccountState, at: number) => AccountState,
): AccountState {
  const { transitionTime } = accountState.settings;
  const at = now - hoursAgo * HOUR;
  const before = withSettings(accountState, hoursAgo === 0 ? {} : { transitionTime: PAST_TRANSITION_TIME });
  return withSettings(completeTransitions(step(completeTransitions(before, at), at), now), {
    transitionTime,
  });
}

function applied(
  accountState: AccountState,
  { streamId, logType, body }: SeededStream,
  event: PastEvent,
  now: number,
): AccountState {
  const { by, change = {} } = event;
  const { groupId: _, ...editable } = body;
  const act = { by, now };
  const stream = () => existingStream(accountState, logType, streamId);
  switch (event.act) {
    case 'create':
      return createStream(
        accountState,
        logType,
        checkBody(accountState, logType, { ...body, ...change }),
        false,
        act,
      ).accountState;
    case 'edit': {
      const draft = checkBody(accountState, logType, { ...editable, ...change }, stream());
      return editStream(accountState, stream(), draft, stream().status === 'ACTIVATED', act).accountState;
    }
    case 'activate':
      return activateStream(accountState, stream(), act).accountState;
    default:
      throw new Error(`no such event ${event.act satisfies never}`);
  }
}

function withPast1(accountState: AccountState, stream: SeededStream1, now: number): AccountState {
  const start = {
    ...accountState,
    datastream1: { ...accountState.datastream1, nextStreamId: stream.streamId },
  };
  return stream.past.reduce(
    (state, event) =>
      inThePast(state, event.hoursAgo, now, (before, at) => applied1(before, stream, event, at)),
    start,
  );
}

function applied1(
  accountState: AccountState,
  { streamId, body }: SeededStream1,
  { by, change = {}, act: word }: PastEvent1,
  now: number,
): AccountState {
  const act = { by, now };
  const asked = { ...body, ...change };
  const stream = () => existingStream1(accountState, streamId);
  switch (word) {
    case 'create':
      return createStream1(accountState, checkBody1(accountState, asked), act).accountState;
    case 'edit':
      return editStream1(accountState, stream(), checkBody1(accountState, asked, stream()), act).accountState;
    case 'activate':
      return activateStream1(accountState, stream(), act).accountState;
    case 'deactivate':
      return deactivateStream1(accountState, stream(), act).accountState;
    default:
      throw new Error(`no such event ${word satisfies never}`);
  }
}
