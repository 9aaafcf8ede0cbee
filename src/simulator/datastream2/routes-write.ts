import { Refused, refusedSimulated } from '../protocol/refusal.ts';
import type { Call, LogRoute, Reply } from '../protocol/route.ts';
import type { SimulatedStream } from '../state/account-state.ts';
import {
  type Act,
  activateStream,
  type Changed,
  createStream,
  deactivateStream,
  deleteStream,
  editStream,
} from './change-stream.ts';
import { checkBody, type Draft } from './check-body.ts';
import { NO_ACCESS } from './check-destination.ts';
import { namedStream } from './named-stream.ts';
import { detailOf } from './responses.ts';

/** The operations that change the account. */
export const WRITE_ROUTES: readonly LogRoute[] = [
  { method: 'POST', pattern: '/streams', takesBody: true, run: create },
  { method: 'PUT', pattern: '/streams/{streamId}', takesBody: true, run: edit },
  { method: 'DELETE', pattern: '/streams/{streamId}', run: remove },
  { method: 'POST', pattern: '/streams/{streamId}/activate', run: activate },
  { method: 'POST', pattern: '/streams/{streamId}/deactivate', run: deactivate },
];

function act({ accountState, now }: Call): Act {
  return { by: accountState.settings.user, now };
}

function changedReply({ accountState, stream }: Changed, status: 200 | 201): Reply {
  return { accountState, status, body: detailOf(accountState, stream) };
}

function create(call: Call): Reply {
  const draft = checkCall(call);
  return changedReply(
    createStream(call.accountState, call.logType, draft, wantsActive(call), act(call)),
    201,
  );
}

function edit(call: Call): Reply {
  const stream = namedStream(call);
  const draft = checkCall(call, stream);
  return changedReply(editStream(call.accountState, stream, draft, wantsActive(call), act(call)), 200);
}

function checkCall(call: Call, stream?: SimulatedStream): Draft {
  const draft = checkBody(call.accountState, call.logType, call.body, stream);
  if (call.refusesAccess) throw new Refused(400, [NO_ACCESS]);
  return draft;
}

function remove(call: Call): Reply {
  return { accountState: deleteStream(call.accountState, namedStream(call)), status: 204 };
}

function activate(call: Call): Reply {
  return changedReply(activateStream(call.accountState, namedStream(call), act(call)), 200);
}

function deactivate(call: Call): Reply {
  return changedReply(deactivateStream(call.accountState, namedStream(call), act(call)), 200);
}

/**
 * `activate` defaults to false. If a request omits it for an active stream, the API returns an error and does not
 * deactivate the stream.
 */
function wantsActive({ query }: Call): boolean {
  const word = query.get('activate') ?? 'false';
  if (word !== 'true' && word !== 'false')
    throw refusedSimulated('activate must be true or false.', 'activate');
  return word === 'true';
}
