import type { IdReference } from './id-reference.ts';
import type { Json, JsonObject } from './json.ts';
import type { LoggingRules } from './logging-rules.ts';
import type { Source } from './manifest.ts';
import type { IncludeReading } from './property.ts';
import { anyObject, list, number, object, oneOf, type Shape, type Static, text, whole } from './shape.ts';

/** The `kind` of manifests that describe the logging of properties. */
export const PROPERTY_LOGGING = 'PropertyLogging';

/** Returns how `--only`, findings and plan items name a manifest of this kind. Bare names are those of streams. */
export function propertyLoggingKey(name: string): string {
  return `${PROPERTY_LOGGING}/${name}`;
}

/** Returns the name of the plan item of a property of a manifest. */
export function propertyItemName({ name }: { readonly name: string }, property: string | number): string {
  return `${propertyLoggingKey(name)}/${property}`;
}

/** The networks that serve traffic of a property. */
export const NETWORKS = ['STAGING', 'PRODUCTION'] as const;
export type Network = (typeof NETWORKS)[number];

/** How far a change of a property goes. `NONE`: a version is saved, and someone else activates it. */
export const ACTIVATION_NETWORKS = ['NONE', ...NETWORKS] as const;
export type ActivationNetwork = (typeof ACTIVATION_NETWORKS)[number];

const ACTIVATION = object({
  network: oneOf(ACTIVATION_NETWORKS),
  /** At least one, unless the network is `NONE`. */
  notifyEmails: list(text()),
  'note?': text(),
  /** As the API takes it. */
  'complianceRecord?': anyObject(),
});
/** How a manifest activates a version of a property. */
export type PropertyActivationSpec = Static<typeof ACTIVATION>;

/** One parsed and validated manifest of the kind `PropertyLogging`. */
export interface PropertyManifest {
  /** `metadata.name`, unique among the manifests of this kind. */
  readonly name: string;
  /** Names or ids of properties, at least one, each once. */
  readonly properties: readonly (string | number)[];
  /** Streams that every behavior that is switched on names: names of stream manifests, or ids of streams. */
  readonly streams: readonly (string | number)[];
  /** Streams that no behavior names any more. */
  readonly removeStreams: readonly (string | number)[];
  /** Options of the `datastream` behavior; an option that is not a member keeps its value. */
  readonly datastream: JsonObject;
  /**
   * Options of Log Request Details (`report`); an option that is not a member keeps its value. `required`: the options
   * of the headers that the fields of the streams need.
   */
  readonly report: JsonObject | 'required';
  readonly activation: PropertyActivationSpec;
  /** Refuses the removal of streams. */
  readonly protect: boolean;
  readonly source: Source;
}

const STREAM_ID_OR_REFERENCE: Shape<number | IdReference> = {
  anyOf: [whole(undefined, 1), object({ $id: text() })],
};
const NAMED_STREAM = object({
  id: STREAM_ID_OR_REFERENCE,
  /** The name of the stream's item, if a manifest describes it. */
  'name?': text(),
  /** Share of logs in percent that the manifest of the stream asks for. */
  'samplingPercentage?': number(),
});
/** A stream that a property is to name. Its id may not be known before the apply. */
export type NamedStream = Static<typeof NAMED_STREAM>;

const REMOVED_STREAMS = list(whole(undefined, 1));
export const DESIRED_LOGGING = object({
  /** Streams to add, by generation of the API. */
  streams: object({ DataStream2: list(NAMED_STREAM), DataStream1: list(NAMED_STREAM) }),
  /** Ids of streams to remove, by generation of the API. */
  removeStreams: object({ DataStream2: REMOVED_STREAMS, DataStream1: REMOVED_STREAMS }),
  datastream: anyObject(),
  report: anyObject(),
  activation: ACTIVATION,
});
/** What a property is to log, with ids instead of names. It is the desired content of a plan item. */
export type DesiredLogging = Static<typeof DESIRED_LOGGING>;

/** An error or a warning of the validation of a rule tree. */
export interface RuleMessage {
  /** The last parts of the type: `validation/incompatible_condition`. */
  readonly type: string;
  /** Without HTML. */
  readonly detail: string;
  /** JSON Pointer into the rule tree. */
  readonly location?: string;
}

/** An operation of a JSON Patch (RFC 6902) on the body of a rule tree, so paths start with `/rules`. */
export type RuleOperation =
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly value: Json }
  | { readonly op: 'remove'; readonly path: string };

/** A version of a property, without its content. */
export interface PropertyVersion {
  readonly version: number;
  readonly stagingStatus: string;
  readonly productionStatus: string;
  /** Without quotes. */
  readonly etag: string;
  readonly ruleFormat?: string;
  readonly note?: string;
  readonly modifiedBy?: string;
  /** ISO 8601, UTC. */
  readonly modifiedDate?: string;
}

/** The content of a version. */
export interface VersionContent {
  readonly version: number;
  /** Without quotes. It changes with every edit of the version, its hostnames included. */
  readonly etag: string;
  readonly ruleFormat: string;
  /** What the rule tree says about logging. */
  readonly rules: LoggingRules;
  /** The whole default rule as returned. It may contain credentials, so it is never stored or shown. */
  readonly tree: JsonObject;
  readonly includes: readonly IncludeReading[];
  /** Hostnames as returned. Present only if they were needed. */
  readonly hostnames?: readonly JsonObject[];
  /** Present only if the tree was validated. */
  readonly errors?: readonly RuleMessage[];
  readonly warnings?: readonly RuleMessage[];
}

/** An activation of a property. */
export interface PropertyActivation {
  readonly activationId: string;
  readonly version: number;
  readonly network: Network;
  readonly type: 'ACTIVATE' | 'DEACTIVATE';
  /** As the API spells it. */
  readonly status: string;
  /** ISO 8601, UTC. */
  readonly submitDate: string;
  readonly note?: string;
  readonly failureCause?: string;
  /** Until when the version before it can be restored quickly, and which one; ISO 8601, UTC. Absent: it cannot. */
  readonly fallback?: { readonly version: number; readonly until: string };
}

/** A property as it was read for planning. */
export interface PropertyState {
  readonly propertyId: number;
  readonly propertyName: string;
  readonly contractId: string;
  readonly groupId: string;
  readonly latestVersion: number;
  readonly stagingVersion?: number;
  readonly productionVersion?: number;
  /** The version that a change starts from: the one that is active on production, else the one on staging. */
  readonly live?: VersionContent;
  /** The version on staging, if it is another one than `live`. */
  readonly staging?: VersionContent;
  /** The latest version, if it is newer than `live` and not `staging`. */
  readonly draft?: VersionContent;
  /** The newest versions, at most five and those that are active, the newest first. */
  readonly versions: readonly PropertyVersion[];
  /** The newest first. */
  readonly activations: readonly PropertyActivation[];
}

/** The result of reading a property that a manifest names. Reasons are clauses or sentences with what to do. */
export type ObservedProperty =
  | { readonly tag: 'read'; readonly property: PropertyState }
  | { readonly tag: 'no-access'; readonly reason: string }
  | { readonly tag: 'unreadable'; readonly reason: string };
