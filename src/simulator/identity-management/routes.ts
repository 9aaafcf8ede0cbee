import type { JsonObject } from '../../model/json.ts';
import { findingText, type Moment, type Refused } from '../protocol/refusal.ts';
import { findIn, type Reply, type Route, type RouteMatch, type RouteRequest } from '../protocol/route.ts';
import { flagIn } from '../protocol/rules.ts';
import {
  hasService,
  type IdentityManagementSettings,
  identityManagementSettings,
  SERVICES,
} from '../state/identity-management-settings.ts';
import type { Settings } from '../state/settings.ts';
import { API_SERVICES } from '../vendor/api-services.ts';

const BASE = '/identity-management/v3/';

/** Operations on the API client of the request that the vendor has and that the product does not call. */
const NOT_SIMULATED: readonly Route[] = (
  [
    ['/api-clients', 'GET', 'POST'],
    ['/api-clients/self', 'PUT', 'DELETE'],
    ['/api-clients/self/account-switch-keys', 'GET'],
    ['/api-clients/self/lock', 'PUT'],
    ['/api-clients/self/credentials', 'GET', 'POST'],
  ] as const
).flatMap(([pattern, ...methods]) =>
  methods.map((method): Route => ({ method, pattern, run: 'not-simulated' })),
);

const ROUTES: readonly Route[] = [
  { method: 'GET', pattern: '/api-clients/self', run: getOwnClient },
  ...NOT_SIMULATED,
];

/** Finds the route of Identity and Access Management for a method and a path without query string. */
export function findIdentityRoute(method: string, path: string): RouteMatch {
  if (!path.startsWith(BASE)) return { tag: 'gateway', status: 404 };
  return findIn(ROUTES, method, path.slice(BASE.length).split('/'), (call) => call);
}

/** Builds the body of an error response. The documents of the API do not print one. */
export function identityProblem({ status, findings }: Refused, { path }: Moment): JsonObject {
  const detail = findings.map(findingText).join(' ');
  return { type: '/identity-management/error', title: 'Bad Request', status, detail, instance: path };
}

/** Every query parameter adds one member. All of them are false by default. */
function getOwnClient({ accountState, query, now }: RouteRequest): Reply {
  const { settings } = accountState;
  const identity = identityManagementSettings(settings);
  const wants = (name: string) => flagIn(query, name, false);
  const body = {
    ...HEAD,
    allowAccountSwitch: identity.allowsAccountSwitch,
    isLocked: identity.isLocked,
    authorizedUsers: [settings.user],
    createdBy: settings.user,
    ...(wants('actions') ? { actions: ACTIONS } : {}),
    ...(wants('apiAccess') ? { apiAccess: apiAccess(settings) } : {}),
    ...(wants('credentials') ? { credentials: [credential(identity, now)] } : {}),
    ...(wants('groupAccess') ? { groupAccess: groupAccess(accountState, identity) } : {}),
    ...(wants('ipAcl') ? { ipAcl: { enable: false, cidr: [] } } : {}),
  };
  return { status: 200, body };
}

/** The required members of the OpenAPI document that no setting changes. */
const HEAD = {
  accessToken: 'akab-simulated-access-token',
  activeCredentialCount: 1,
  baseURL: 'https://akab-simulated.luna.akamaiapis.net',
  canAutoCreateCredential: false,
  clientDescription: 'The API client of the simulator.',
  clientId: 'simulatedclient',
  clientName: 'simulator',
  clientType: 'CLIENT',
  createdDate: '2025-01-02T09:00:00.000Z',
  notificationEmails: ['api-client@example.com'],
};

const ACTIONS = Object.fromEntries(
  [
    'deactivateAll',
    'delete',
    'edit',
    'editApis',
    'editAuth',
    'editGroups',
    'editIpAcl',
    'editSwitchAccount',
    'lock',
    'transfer',
    'unlock',
  ].map((action) => [action, false]),
);

function apiAccess(settings: Settings): JsonObject {
  const { readOnly } = identityManagementSettings(settings);
  const apis = SERVICES.filter((name) => hasService(settings, name)).map((name) => ({
    ...API_SERVICES[name],
    description: API_SERVICES[name].apiName,
    documentationUrl: 'https://techdocs.akamai.com',
    accessLevel: readOnly.includes(name) ? 'READ-ONLY' : 'READ-WRITE',
  }));
  return { allAccessibleApis: false, apis };
}

const TWO_YEARS = 2 * 365 * 24 * 3_600_000;

function credential({ expiresAt }: IdentityManagementSettings, now: number): JsonObject {
  const names = ['activate', 'deactivate', 'delete', 'editDescription', 'editExpiration'];
  return {
    actions: Object.fromEntries(names.map((name) => [name, false])),
    clientToken: 'akab-simulated-client-token',
    createdOn: '2025-01-02T09:00:00.000Z',
    credentialId: 1,
    description: 'simulator',
    expiresOn: new Date(expiresAt ?? now + TWO_YEARS).toISOString(),
    status: 'ACTIVE',
  };
}

/** Groups are nested: the top level has those that are in no other group. */
function groupAccess(
  { accountObjects: { groups } }: RouteRequest['accountState'],
  { blockedGroups }: IdentityManagementSettings,
): JsonObject {
  const nested = (groupIds: readonly number[], parent?: number): readonly JsonObject[] =>
    groups
      .filter(({ groupId }) => groupIds.includes(groupId))
      .map(({ groupId, groupName, childGroupIds }) => ({
        groupId,
        groupName,
        ...(parent === undefined ? {} : { parentGroupId: parent }),
        isBlocked: blockedGroups.includes(groupId),
        roleId: 1,
        roleName: 'Admin',
        roleDescription: 'The role of the API client.',
        subGroups: nested(childGroupIds, groupId),
      }));
  const inner = new Set(groups.flatMap(({ childGroupIds }) => childGroupIds));
  const top = groups.map(({ groupId }) => groupId).filter((groupId) => !inner.has(groupId));
  return { cloneAuthorizedUserGroups: false, groups: nested(top) };
}
