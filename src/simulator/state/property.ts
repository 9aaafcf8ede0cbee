import type { JsonObject } from '../../model/json.ts';
import {
  anyObject,
  list,
  number,
  type ObjectOf,
  object,
  oneOf,
  type Static,
  text,
} from '../../model/shape.ts';
import { ACTIVATION_REQUEST, NETWORK, type Network } from './activation-request.ts';

const VERSION = object({
  version: number(),
  ruleFormat: text(),
  /** The rule tree: the member `rules` of a response. */
  rules: anyObject(),
  note: text(),
  updatedBy: text(),
  /** Milliseconds since 1970. */
  updatedAt: number(),
  /** The number of edits since the version was created. Its etag changes with each one. Absent: 0. */
  'edits?': number(),
  /** Edge hostnames. Absent: those of the property. */
  'hostnames?': list(text()),
});
/** One version of a property or of an include. It does not change after it was active on a network. */
export type RuleVersion = Static<typeof VERSION>;

const ACTIVATION = object({
  network: NETWORK,
  /** Absent: the network was deactivated. */
  'version?': number(),
  /** When the version became active, milliseconds since 1970. */
  at: number(),
  /** The request that led to it. Absent: the activation is older than the records of the simulator. */
  'activationId?': number(),
});

const VERSIONED = {
  productId: text(),
  contractId: text(),
  groupId: number(),
  /** Oldest first. Version n has index n - 1. */
  versions: list(VERSION),
  /** Oldest first, both networks. */
  activations: list(ACTIVATION),
  /** What clients requested, oldest first. Those that ended well are in `activations` too. */
  'activationRequests?': list(ACTIVATION_REQUEST),
};
/** A property or an include: both have versions with rule trees, and activations of versions. */
export type Versioned = ObjectOf<typeof VERSIONED>;

export const PROPERTY = object({
  ...VERSIONED,
  propertyId: number(),
  propertyName: text(),
  /** Edge hostnames. */
  hostnames: list(text()),
  integration: oneOf(['DS_MANAGED', 'PM_DEPENDENT']),
});
/** A property of the account. `integration` is its contribution to a stream's `integrationType`. */
export type SimulatedProperty = Static<typeof PROPERTY>;

export const INCLUDE = object({
  ...VERSIONED,
  includeId: number(),
  includeName: text(),
  includeType: oneOf(['MICROSERVICES', 'COMMON_SETTINGS']),
});
/** An include of the account: a rule tree that properties share. */
export type SimulatedInclude = Static<typeof INCLUDE>;

/** Returns the newest version. It need not be active. */
export function newestVersion({ versions }: Versioned): RuleVersion {
  const version = versions.at(-1);
  if (!version) throw new Error('a property or an include has no version');
  return version;
}

/**
 * Returns the version that is active on a network, if there is one.
 * @param at Milliseconds since 1970. Omitted: after all activations.
 */
export function activeVersion(
  { versions, activations }: Versioned,
  network: Network,
  at = Number.POSITIVE_INFINITY,
): RuleVersion | undefined {
  const last = activations.findLast((line) => line.network === network && line.at <= at);
  return versions.find(({ version }) => version === last?.version);
}

/** True if a version is active on production or staging. */
export function isActive(owner: Versioned): boolean {
  return activeVersion(owner, 'PRODUCTION') !== undefined || activeVersion(owner, 'STAGING') !== undefined;
}

/** The status of a version on a network, as the OpenAPI document lists them. */
type VersionStatus = 'ABORTED' | 'ACTIVE' | 'DEACTIVATED' | 'INACTIVE' | 'PENDING' | 'PENDING_DEACTIVATION';

/**
 * Returns the status of a version on a network. A version that another one replaced is DEACTIVATED, as in the fixtures
 * of the vendor's clients. The vendor's own text says INACTIVE.
 */
export function statusOn(owner: Versioned, network: Network, version: number): VersionStatus {
  const last = owner.activationRequests?.findLast(
    (request) => request.network === network && request.version === version,
  );
  if (last && last.status === undefined) {
    return last.type === 'ACTIVATE' ? 'PENDING' : 'PENDING_DEACTIVATION';
  }
  if (activeVersion(owner, network)?.version === version) return 'ACTIVE';
  const wasActive = owner.activations.some((line) => line.network === network && line.version === version);
  if (wasActive) return 'DEACTIVATED';
  return last?.status === 'ABORTED' ? 'ABORTED' : 'INACTIVE';
}

/** Returns the edge hostnames of a version of a property. */
export function hostnamesOf(property: SimulatedProperty, { hostnames }: RuleVersion): readonly string[] {
  return hostnames ?? property.hostnames;
}

/** Replaces one version of a property. */
export function withVersion(property: SimulatedProperty, version: RuleVersion): SimulatedProperty {
  const versions = property.versions.map((other) => (other.version === version.version ? version : other));
  return { ...property, versions };
}

/**
 * Copies a version, with its rules, hostnames and note, to a new one. That the note is copied is the literal reading of
 * "all data from the createFromVersion populates the new version".
 * @param act Who copies it, and when (milliseconds since 1970).
 */
export function withCopy(
  property: SimulatedProperty,
  { edits: _, ...copied }: RuleVersion,
  { by, now }: { readonly by: string; readonly now: number },
): SimulatedProperty {
  const version = newestVersion(property).version + 1;
  return {
    ...property,
    versions: [...property.versions, { ...copied, version, updatedBy: by, updatedAt: now }],
  };
}

/** A rule tree that becomes a new version. */
export interface RuleEdit {
  readonly rules: JsonObject;
  /** Absent: that of the newest version. */
  readonly ruleFormat?: string;
  readonly note?: string;
  readonly by: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The networks on which the new version is activated immediately. Absent: none, so it is a draft. */
  readonly activeOn?: readonly Network[];
}

/** Adds a version with another rule tree to a property or an include. */
export function withRules<Owner extends Versioned>(owner: Owner, edit: RuleEdit): Owner {
  const { version: before, ruleFormat: format } = newestVersion(owner);
  const { rules, ruleFormat = format, note = '', by: updatedBy, at, activeOn = [] } = edit;
  const version = before + 1;
  return {
    ...owner,
    versions: [...owner.versions, { version, ruleFormat, rules, note, updatedBy, updatedAt: at }],
    activations: [...owner.activations, ...activeOn.map((network) => ({ network, version, at }))],
  };
}
