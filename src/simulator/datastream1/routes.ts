import { NO_GROUP } from '../datastream2/check-body.ts';
import { Refused, refusedSimulated, simulated } from '../protocol/refusal.ts';
import {
  findIn,
  type Reply,
  type Route,
  type RouteMatch,
  type RouteRequest,
  streamIdIn,
} from '../protocol/route.ts';
import { wholeNumber } from '../protocol/rules.ts';
import { latest, type StreamHistory } from '../state/account-state.ts';
import { isActive } from '../state/property.ts';
import { DATASET_TYPES } from '../vendor/datastream1.ts';
import {
  activateStream1,
  createStream1,
  deactivateStream1,
  deleteStream1,
  editStream1,
  existingStream1,
} from './change-stream.ts';
import { checkBody1 } from './check-body.ts';
import { datasets1, detail1, row1, update1, versionKey } from './responses.ts';

/** All ten operations of DataStream 1. The API has no activation history and no list of versions. */
const ROUTES: readonly Route[] = [
  { method: 'GET', pattern: '/properties/group/{groupId}', run: listProperties },
  { method: 'GET', pattern: '/datasets/{type}', run: listDatasets },
  { method: 'GET', pattern: '/groups', run: listGroups },
  { method: 'GET', pattern: '/streams', run: listStreams },
  { method: 'POST', pattern: '/streams', takesBody: true, run: create },
  { method: 'GET', pattern: '/streams/{streamId}', run: getStream },
  { method: 'PUT', pattern: '/streams/{streamId}', takesBody: true, run: edit },
  { method: 'DELETE', pattern: '/streams/{streamId}', run: remove },
  { method: 'PUT', pattern: '/streams/{streamId}/activate', run: activate },
  { method: 'PUT', pattern: '/streams/{streamId}/deactivate', run: deactivate },
];

const BASE = '/datastream-config-api/v1/datastream1/';

/** Finds the route of DataStream 1 for a method and a path without query string. */
export function findRoute1(method: string, path: string): RouteMatch {
  return findIn(ROUTES, method, path.slice(BASE.length).split('/'), (asked) => asked);
}

/** Lists active properties only, because a stream cannot use inactive ones. */
function listProperties({ accountState, params }: RouteRequest): Reply {
  const groupId = Number(params['groupId']);
  if (!accountState.accountObjects.groups.some((group) => group.groupId === groupId)) {
    throw new Refused(403, [simulated(NO_GROUP)]);
  }
  const properties = accountState.accountObjects.properties
    .filter((property) => property.groupId === groupId && isActive(property))
    .map(({ propertyId, propertyName }) => ({ propertyId, propertyName }));
  return { status: 200, body: properties };
}

function listDatasets({ params }: RouteRequest): Reply {
  const known = Object.entries(DATASET_TYPES).find(([word]) => word === params['type']);
  if (!known) throw refusedSimulated('The type of data sets must be RAW or AGGREGATED.');
  return { status: 200, body: datasets1(known[1]) };
}

function listGroups({ accountState }: RouteRequest): Reply {
  const { groups } = accountState.accountObjects;
  const returned = groups.map((group) => ({
    // The value for a top-level group is not established.
    parentGroupId: groups.find(({ childGroupIds }) => childGroupIds.includes(group.groupId))?.groupId ?? 0,
    groupId: group.groupId,
    groupName: group.groupName,
    description: null,
    accountId: '1-EXAMPLE',
    enabled: true,
    contractIds: group.contractIds,
    childGroupIds: group.childGroupIds,
  }));
  return { status: 200, body: returned };
}

function listStreams({ accountState, query }: RouteRequest): Reply {
  const groupId = wholeNumber(query, 'groupId');
  const rows = accountState.datastream1.streams
    .filter((stream) => groupId === undefined || stream.groupId === groupId)
    .map((stream) => row1(accountState, stream));
  return { status: 200, body: rows };
}

function getStream(call: RouteRequest): Reply {
  const stream = namedStream1(call);
  const asked = wholeNumber(call.query, 'version') ?? latest(stream).version;
  const version = stream.versions.find((known) => known.version === asked);
  if (!version) throw new Refused(404, [simulated(`The stream has no version ${asked}.`)]);
  return { status: 200, body: detail1(call.accountState, stream, version) };
}

function create(call: RouteRequest): Reply {
  const { accountState, stream } = createStream1(
    call.accountState,
    checkBody1(call.accountState, call.body),
    act(call),
  );
  return { accountState, status: 202, body: update1(accountState, stream) };
}

function edit(call: RouteRequest): Reply {
  const before = namedStream1(call);
  const draft = checkBody1(call.accountState, call.body, before);
  const { accountState, stream } = editStream1(call.accountState, before, draft, act(call));
  return { accountState, status: 202, body: update1(accountState, stream) };
}

function remove(call: RouteRequest): Reply {
  const accountState = deleteStream1(call.accountState, namedStream1(call));
  return { accountState, status: 200, body: { message: 'Success' } };
}

function activate(call: RouteRequest): Reply {
  const { accountState, stream } = activateStream1(call.accountState, namedStream1(call), act(call));
  return { accountState, status: 202, body: versionKey(stream) };
}

function deactivate(call: RouteRequest): Reply {
  const { accountState, stream } = deactivateStream1(call.accountState, namedStream1(call), act(call));
  return { accountState, status: 202, body: versionKey(stream) };
}

function namedStream1(call: RouteRequest): StreamHistory {
  return existingStream1(call.accountState, streamIdIn(call));
}

function act({ accountState, now }: RouteRequest) {
  return { by: accountState.settings.user, now };
}
