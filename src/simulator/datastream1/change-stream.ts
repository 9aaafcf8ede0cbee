import type { JsonObject } from '../../model/json.ts';
import { type Act, refuseInTransition, transition } from '../datastream2/change-stream.ts';
import { Refused, refusedSimulated, simulated } from '../protocol/refusal.ts';
import {
  type AccountState,
  latest,
  type StreamHistory,
  type Version,
  withoutStream1,
  withStream1,
} from '../state/account-state.ts';
import { type Draft1, propertiesOf } from './check-body.ts';
import { keptConnectors } from './check-connectors.ts';

/** The simulator state after a change, and the stream that changed. */
export interface Changed1 {
  readonly accountState: AccountState;
  readonly stream: StreamHistory;
}

/**
 * The changes that DataStream 1 allows. There is no INACTIVE status: a stream that was never activated is
 * DEACTIVATED. An edit keeps the status of its base version. Activation is a separate call. The error messages are
 * simulated.
 */

/** Creates version 1 of a new stream. */
export function createStream1(accountState: AccountState, draft: Draft1, act: Act): Changed1 {
  const { nextStreamId: streamId } = accountState.datastream1;
  const { version, accountState: next } = versionOf(accountState, draft, 1, act);
  const stream: StreamHistory = {
    streamId,
    groupId: draft.groupId,
    createdBy: act.by,
    createdAt: act.now,
    status: 'DEACTIVATED',
    versions: [version],
    activations: [],
  };
  const counted = { ...next, datastream1: { ...next.datastream1, nextStreamId: streamId + 1 } };
  return changed(counted, stream);
}

/**
 * Creates the next version, even if nothing differs. The request must contain the secrets again, because the server
 * stores none.
 */
export function editStream1(
  accountState: AccountState,
  stream: StreamHistory,
  draft: Draft1,
  act: Act,
): Changed1 {
  refuseInTransition(stream);
  const { version, accountState: next } = versionOf(accountState, draft, latest(stream).version + 1, act);
  const edited = { ...stream, versions: [...stream.versions, version] };
  return stream.status === 'ACTIVATED' ? editedActive(next, edited, act) : changed(next, edited);
}

/** Replaces the old version on the network. Whether the API reports this as a transition is not established. */
function editedActive(accountState: AccountState, stream: StreamHistory, { by, now }: Act): Changed1 {
  const { quirks } = accountState.settings.datastream1;
  if (quirks.editedActive === 'ACTIVATED') {
    const version = latest(stream).version;
    const lines = [
      { version: version - 1, status: 'DEACTIVATED', by, at: now },
      { version, status: 'ACTIVATED', by, at: now },
    ] as const;
    return changed(accountState, { ...stream, activations: [...stream.activations, ...lines] });
  }
  const towards = transition(accountState, 'ACTIVATED', by, now);
  const moved = withStream1(accountState, { ...stream, ...towards });
  const others = quirks.movesSharingStreams ? sharingStreams(moved, stream) : [];
  const active = others.filter(({ status }) => status === 'ACTIVATED');
  const all = active.reduce((state, other) => withStream1(state, { ...other, ...towards }), moved);
  return { accountState: all, stream: { ...stream, ...towards } };
}

/** Starts an activation of the latest version. */
export function activateStream1(
  accountState: AccountState,
  stream: StreamHistory,
  { by, now }: Act,
): Changed1 {
  refuseInTransition(stream);
  if (stream.status === 'ACTIVATED') throw refusedSimulated('The stream is active already.');
  return changed(accountState, { ...stream, ...transition(accountState, 'ACTIVATED', by, now) });
}

/** Starts a deactivation. */
export function deactivateStream1(
  accountState: AccountState,
  stream: StreamHistory,
  { by, now }: Act,
): Changed1 {
  refuseInTransition(stream);
  if (stream.status !== 'ACTIVATED') throw refusedSimulated('The stream is not active.');
  return changed(accountState, { ...stream, ...transition(accountState, 'DEACTIVATED', by, now) });
}

/** Deletes a stream permanently. */
export function deleteStream1(accountState: AccountState, stream: StreamHistory): AccountState {
  refuseInTransition(stream);
  if (stream.status === 'ACTIVATED') throw refusedSimulated('Deactivate the stream before you delete it.');
  return withoutStream1(accountState, stream.streamId);
}

/**
 * Finds a stream by its id.
 * @throws {Refused} 404 if the stream does not exist. The documents list this status without saying when the API
 * returns it. DataStream 2 returns 400 in this case.
 */
export function existingStream1(accountState: AccountState, streamId: number): StreamHistory {
  const stream = accountState.datastream1.streams.find((other) => other.streamId === streamId);
  if (!stream) throw new Refused(404, [simulated('The stream does not exist.')]);
  return stream;
}

/** Returns the other streams that share a property with a stream, whatever their status. */
export function sharingStreams(accountState: AccountState, stream: StreamHistory): readonly StreamHistory[] {
  const own = propertiesOf(stream);
  return accountState.datastream1.streams.filter(
    (other) => other.streamId !== stream.streamId && propertiesOf(other).some((id) => own.includes(id)),
  );
}

function versionOf(
  accountState: AccountState,
  { content }: Draft1,
  version: number,
  { by, now }: Act,
): { readonly accountState: AccountState; readonly version: Version } {
  const { nextConnectorId } = accountState.datastream1;
  const connectors = keptConnectors(content['connectors'], nextConnectorId);
  const kept: JsonObject = { ...content, connectors };
  const counted = nextConnectorId + connectors.length;
  return {
    accountState: { ...accountState, datastream1: { ...accountState.datastream1, nextConnectorId: counted } },
    version: { version, content: kept, given: [], modifiedBy: by, modifiedAt: now },
  };
}

function changed(accountState: AccountState, stream: StreamHistory): Changed1 {
  return { accountState: withStream1(accountState, stream), stream };
}
