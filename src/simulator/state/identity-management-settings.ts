import { flag, list, number, object, oneOf, type Static } from '../../model/shape.ts';

/** The services that an API client may be granted; the keys of `API_SERVICES`. */
export const SERVICES = [
  'datastream-config',
  'datastream-pull',
  'property-manager',
  'identity-management',
] as const;

/** Identity and Access Management. State files from before it could be written lack all of its members. */
export const IDENTITY_MANAGEMENT = object({
  /** The services that the API client may only read. All others are READ-WRITE. */
  readOnly: list(oneOf(SERVICES)),
  /** The services that the API client lacks. */
  lacking: list(oneOf(SERVICES)),
  /** Whether the API client may use account switch keys. */
  allowsAccountSwitch: flag(),
  isLocked: flag(),
  /** When the credential in use expires, milliseconds since 1970. Absent: two years after the request. */
  'expiresAt?': number(),
  /** IDs of groups that are listed and blocked. */
  blockedGroups: list(number()),
});
/** What the API client of a simulated account was granted, and the state of its credential. */
export type IdentityManagementSettings = Static<typeof IDENTITY_MANAGEMENT>;

/** The settings of a new account. */
const DEFAULT_IDENTITY_MANAGEMENT: IdentityManagementSettings = {
  readOnly: [],
  lacking: [],
  allowsAccountSwitch: false,
  isLocked: false,
  blockedGroups: [],
};

type Service = (typeof SERVICES)[number];

/** The part of the settings of an account that says what the API client was granted. */
interface Grants {
  readonly identityManagement?: IdentityManagementSettings;
  readonly propertyManager: { readonly granted: boolean };
}

/** Returns the settings of Identity and Access Management. */
export function identityManagementSettings({
  identityManagement,
}: Pick<Grants, 'identityManagement'>): IdentityManagementSettings {
  return identityManagement ?? DEFAULT_IDENTITY_MANAGEMENT;
}

/** Returns whether the API client was granted a service. */
export function hasService(settings: Grants, service: Service): boolean {
  if (service === 'property-manager' && !settings.propertyManager.granted) return false;
  return !identityManagementSettings(settings).lacking.includes(service);
}

/** The service that grants each API. DataStream 1 and 2 share one. */
const SERVICE_OF = {
  DataStream2: 'datastream-config',
  DataStream1: 'datastream-config',
  Pull: 'datastream-pull',
  PropertyManager: 'property-manager',
  IdentityManagement: 'identity-management',
} as const satisfies Readonly<Record<string, Service>>;

/** A search of Property Manager is a POST that only reads. */
const SEARCH = '/papi/v1/search/find-by-value';

/** Returns whether the API client may send a request. Property Manager refuses a missing grant itself. */
export function isGranted(
  settings: Grants,
  api: keyof typeof SERVICE_OF,
  method: string,
  path: string,
): boolean {
  const { lacking, readOnly } = identityManagementSettings(settings);
  const service = SERVICE_OF[api];
  if (lacking.includes(service)) return false;
  const reads = method === 'GET' || method === 'HEAD' || method === 'NONE' || path === SEARCH;
  return reads || !readOnly.includes(service);
}
