import type { JsonObject } from '../../model/json.ts';
import { Refused, refusedSimulated } from '../protocol/refusal.ts';
import { findIn, type Reply, type Route, type RouteMatch, type RouteRequest } from '../protocol/route.ts';
import { wholeNumber } from '../protocol/rules.ts';
import { activeVersion, newestVersion } from '../state/property.ts';
import {
  BASE,
  hostnameItems,
  includeHead,
  includeItem,
  linkIn,
  propertyHead,
  propertyItem,
  rulesHead,
  usedIncludes,
  versionItem,
} from './answers.ts';
import { etagOf } from './etag.ts';
import { idWriter, requestedInclude, requestedProperty, requestedVersion } from './request.ts';
import { ACTIVATION_ROUTES } from './routes-activations.ts';
import { WRITE_ROUTES } from './routes-write.ts';
import { rulesReply } from './rules-reply.ts';
import { search } from './search.ts';
import { NO_FINDINGS, validateTree } from './validation.ts';

/** The operations that only read, as far as a check or a change of rule trees needs them. */
const READ_ROUTES: readonly Route[] = [
  { method: 'POST', pattern: '/search/find-by-value', takesBody: true, run: search },
  { method: 'GET', pattern: '/groups', run: listGroups },
  { method: 'GET', pattern: '/properties/{propertyId}', run: getProperty },
  { method: 'GET', pattern: '/properties/{propertyId}/versions', run: listVersions },
  { method: 'GET', pattern: '/properties/{propertyId}/versions/latest', run: redirectToLatest },
  { method: 'GET', pattern: '/properties/{propertyId}/versions/{version}', run: getVersion },
  { method: 'GET', pattern: '/properties/{propertyId}/versions/{version}/rules', run: getRules },
  { method: 'HEAD', pattern: '/properties/{propertyId}/versions/{version}/rules', run: getEtag },
  { method: 'GET', pattern: '/properties/{propertyId}/versions/{version}/includes', run: listUsedIncludes },
  { method: 'GET', pattern: '/properties/{propertyId}/versions/{version}/hostnames', run: listHostnames },
  { method: 'GET', pattern: '/includes/{includeId}', run: getInclude },
  { method: 'GET', pattern: '/includes/{includeId}/versions/{version}', run: getIncludeVersion },
  { method: 'GET', pattern: '/includes/{includeId}/versions/{version}/rules', run: getIncludeRules },
];

/** Operations that the vendor has and that the product does not call. */
const NOT_SIMULATED: readonly Route[] = (
  [
    ['/client-settings', 'GET', 'PUT'],
    ['/contracts', 'GET'],
    ['/products', 'GET'],
    ['/rule-formats', 'GET'],
    ['/cpcodes', 'GET', 'POST'],
    ['/edgehostnames', 'GET', 'POST'],
    ['/properties', 'GET', 'POST'],
    ['/properties/{propertyId}', 'DELETE'],
    ['/properties/{propertyId}/versions/{version}/hostnames', 'PUT', 'PATCH'],
    ['/includes', 'GET', 'POST'],
    ['/includes/{includeId}', 'DELETE'],
    ['/includes/{includeId}/versions', 'GET', 'POST'],
    ['/includes/{includeId}/versions/latest', 'GET'],
    ['/includes/{includeId}/versions/{version}/rules', 'HEAD', 'PUT', 'PATCH'],
    ['/includes/{includeId}/activations', 'GET', 'POST'],
    ['/includes/{includeId}/activations/{activationId}', 'GET', 'DELETE'],
  ] as const
).flatMap(([pattern, ...methods]) =>
  methods.map((method): Route => ({ method, pattern, run: 'not-simulated' })),
);

// An operation that is not simulated comes first: `/includes/1/versions/latest` also matches a version.
const ROUTES: readonly Route[] = [...NOT_SIMULATED, ...READ_ROUTES, ...WRITE_ROUTES, ...ACTIVATION_ROUTES];

/** Finds the route of Property Manager for a method and a path without query string. */
export function findPropertyManagerRoute(method: string, path: string): RouteMatch {
  if (!path.startsWith(BASE)) return { tag: 'gateway', status: 404 };
  return findIn(ROUTES, method, path.slice(BASE.length).split('/'), (call) => {
    if (!call.accountState.settings.propertyManager.granted) throw new Refused(403, []);
    return call;
  });
}

/** The top-level groups have no parent in the account. */
function listGroups(call: RouteRequest): Reply {
  const { groups } = call.accountState.accountObjects;
  const id = idWriter(call);
  const items = groups.map(({ groupId, groupName, contractIds }) => {
    const parent = groups.find(({ childGroupIds }) => childGroupIds.includes(groupId));
    return {
      groupId: id('grp_', groupId),
      groupName,
      ...(parent ? { parentGroupId: id('grp_', parent.groupId) } : {}),
      contractIds: contractIds.map((contractId) => id('ctr_', contractId)),
    };
  });
  return ok({ accountId: id('act_', '1-EXAMPLE'), accountName: 'Example', groups: { items } });
}

function getProperty(call: RouteRequest): Reply {
  return ok({ properties: { items: [propertyItem(requestedProperty(call), idWriter(call))] } });
}

/** Newest first. The default of `limit` is documented. */
function listVersions(call: RouteRequest): Reply {
  const property = requestedProperty(call);
  const id = idWriter(call);
  const offset = wholeNumber(call.query, 'offset') ?? 0;
  const limit = wholeNumber(call.query, 'limit') ?? 500;
  if (limit < 1) throw refusedSimulated('limit must be at least 1.', 'limit');
  const items = property.versions
    .toReversed()
    .slice(offset, offset + limit)
    .map((version) => versionItem(property, version, 'propertyVersion', id));
  return ok({ ...propertyHead(property, id), versions: { items } });
}

/** Redirects to the newest version, or to the one that is active on the network of `activatedOn`. */
function redirectToLatest(call: RouteRequest): Reply {
  const property = requestedProperty(call);
  const network = call.query.get('activatedOn');
  if (network !== null && network !== 'PRODUCTION' && network !== 'STAGING') {
    throw refusedSimulated('activatedOn must be PRODUCTION or STAGING.', 'activatedOn');
  }
  const version = network === null ? newestVersion(property) : activeVersion(property, network);
  if (!version) throw new Refused(404, []);
  const id = idWriter(call);
  const versionLink = linkIn(property, `versions/${version.version}`, id);
  return { status: 302, headers: { location: versionLink }, body: { versionLink } };
}

function getVersion(call: RouteRequest): Reply {
  const property = requestedProperty(call);
  const version = requestedVersion(property, call);
  const id = idWriter(call);
  const items = [versionItem(property, version, 'propertyVersion', id)];
  return {
    ...ok({ ...propertyHead(property, id), versions: { items } }),
    headers: { etag: `"${etagOf(property, version)}"` },
  };
}

function getRules(call: RouteRequest): Reply {
  const property = requestedProperty(call);
  const version = requestedVersion(property, call);
  const head = rulesHead(property, version, idWriter(call));
  return rulesReply(call, { version, etag: etagOf(property, version), head }, () =>
    validateTree(call.accountState, property, version),
  );
}

function getEtag(call: RouteRequest): Reply {
  const property = requestedProperty(call);
  return { status: 204, headers: { etag: `"${etagOf(property, requestedVersion(property, call))}"` } };
}

function listUsedIncludes(call: RouteRequest): Reply {
  const property = requestedProperty(call);
  const version = requestedVersion(property, call);
  const items = usedIncludes(call.accountState.accountObjects, property, version, idWriter(call));
  return ok({ includes: { items } });
}

function listHostnames(call: RouteRequest): Reply {
  const property = requestedProperty(call);
  const version = requestedVersion(property, call);
  const id = idWriter(call);
  const etag = etagOf(property, version);
  const items = hostnameItems(property, version, id);
  return {
    ...ok({ ...rulesHead(property, version, id), etag, hostnames: { items } }),
    headers: { etag: `"${etag}"` },
  };
}

function getInclude(call: RouteRequest): Reply {
  return ok({ includes: { items: [includeItem(requestedInclude(call), idWriter(call))] } });
}

function getIncludeVersion(call: RouteRequest): Reply {
  const include = requestedInclude(call);
  const version = requestedVersion(include, call);
  const id = idWriter(call);
  const items = [versionItem(include, version, 'includeVersion', id)];
  return {
    ...ok({ ...includeHead(include, id), versions: { items } }),
    headers: { etag: `"${etagOf(include, version)}"` },
  };
}

function getIncludeRules(call: RouteRequest): Reply {
  const include = requestedInclude(call);
  const version = requestedVersion(include, call);
  const { assetId: _, ...ids } = includeHead(include, idWriter(call));
  const head = { ...ids, includeVersion: version.version };
  // An include cannot contain a `datastream` behavior and needs none, so the simulator finds nothing in it.
  return rulesReply(call, { version, etag: etagOf(include, version), head }, () => NO_FINDINGS);
}

function ok(body: JsonObject): Reply {
  return { status: 200, body };
}
