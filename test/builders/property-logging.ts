import type { JsonObject } from '../../src/model/json.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import type { StreamDetail } from '../../src/model/observed.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { PlanItem } from '../../src/model/plan-item.ts';
import type {
  ObservedProperty,
  PropertyActivation,
  PropertyManifest,
  PropertyState,
  PropertyVersion,
  VersionContent,
} from '../../src/model/property-logging.ts';
import { DEFAULT_LIMITS, type Limits } from '../../src/model/safety-limits.ts';
import { makePlan } from '../../src/plan/plan.ts';
import { rulesOf } from '../properties/properties.ts';
import { DS1 } from './datastream1-streams.ts';
import { CDN, hash, observed, TARGET } from './streams.ts';

/** Manifests, versions and plans of properties with ordinary values. */

export const WWW = 'www.example.com';
export const WWW_ID = 349_772;
/** The name of the plan item of the property. */
export const WWW_ITEM = `PropertyLogging/www-logging/${WWW}`;

/** A manifest of one property that is to name the stream `web`. */
export function propertyManifest(parts: Partial<PropertyManifest> = {}): PropertyManifest {
  return {
    name: 'www-logging',
    properties: [WWW],
    streams: ['web'],
    removeStreams: [],
    datastream: {},
    report: {},
    activation: { network: 'PRODUCTION', notifyEmails: ['cdn@example.com'] },
    protect: false,
    source: { file: 'streams/properties/www.yaml', line: 1 },
    ...parts,
  };
}

/** A version with a rule tree. */
export function version(
  number: number,
  tree: JsonObject,
  parts: Partial<VersionContent> = {},
): VersionContent {
  return {
    version: number,
    etag: `etag-${number}`,
    ruleFormat: 'v2025-10-16',
    rules: rulesOf(tree),
    tree,
    includes: [],
    hostnames: [{ cnameType: 'EDGE_HOSTNAME', cnameFrom: WWW, cnameTo: `${WWW}.edgekey.net` }],
    ...parts,
  };
}

/** The entry of a version in the list of versions. Without statuses, it was never active. */
export function versionRow(number: number, parts: Partial<PropertyVersion> = {}): PropertyVersion {
  return {
    version: number,
    stagingStatus: 'INACTIVE',
    productionStatus: 'INACTIVE',
    etag: `etag-${number}`,
    modifiedBy: `author-of-${number}`,
    modifiedDate: '2026-03-01T08:00:00Z',
    ...parts,
  };
}

/** A property whose version 11 is active on both networks. */
export function property(live: JsonObject, parts: Partial<PropertyState> = {}): PropertyState {
  return {
    propertyId: WWW_ID,
    propertyName: WWW,
    contractId: 'C-0N7RAC7',
    groupId: '21484',
    latestVersion: parts.draft?.version ?? parts.staging?.version ?? 11,
    stagingVersion: parts.staging?.version ?? 11,
    productionVersion: 11,
    live: version(11, live),
    versions: [
      ...(parts.draft ? [versionRow(parts.draft.version)] : []),
      ...(parts.staging ? [versionRow(parts.staging.version, { stagingStatus: 'ACTIVE' })] : []),
      versionRow(11, {
        stagingStatus: parts.staging ? 'DEACTIVATED' : 'ACTIVE',
        productionStatus: 'ACTIVE',
      }),
    ],
    activations: [],
    ...parts,
  };
}

/** An activation that is in progress. */
export function activation(
  number: number,
  network: PropertyActivation['network'],
  parts: Partial<PropertyActivation> = {},
): PropertyActivation {
  return {
    activationId: `${number}-${network}`,
    version: number,
    network,
    type: 'ACTIVATE',
    status: 'PENDING',
    submitDate: '2026-03-02T08:00:00Z',
    ...parts,
  };
}

/** An account with streams and properties, and what a plan of it is made from. */
export interface PropertyAccount {
  readonly manifests?: readonly PropertyManifest[];
  readonly streamManifests?: readonly Manifest[];
  /** The manifests of streams that are planned. Default: all. */
  readonly selected?: readonly Manifest[];
  readonly streams?: readonly StreamDetail[];
  readonly properties: Readonly<Record<string, PropertyState | ObservedProperty>>;
  readonly limits?: Partial<Limits>;
}

/** Returns the plan of an account. */
export function planProperties({
  manifests = [propertyManifest()],
  streamManifests = [],
  selected = streamManifests,
  streams = [],
  properties,
  limits = {},
}: PropertyAccount): Plan {
  const entries = Object.entries(properties).map(
    ([name, one]): readonly [string | number, ObservedProperty] => [
      /^\d+$/.test(name) ? Number(name) : name,
      'versions' in one ? { tag: 'read', property: one } : one,
    ],
  );
  return makePlan({
    target: TARGET,
    manifests: selected,
    propertyLogging: { manifests, streams: streamManifests },
    observed: {
      ...observed(streams, [CDN, DS1]),
      properties: new Map(entries),
    },
    limits: { ...DEFAULT_LIMITS, ...limits },
    rotate: [],
    requestsUsed: 0,
    hash,
  });
}

/** Returns the only item of a property. */
export function propertyItem(plan: Plan, name = WWW_ITEM): PlanItem {
  const item = plan.items.find((one) => one.name === name);
  if (!item) throw new Error(`the plan has no ${name}`);
  return item;
}
