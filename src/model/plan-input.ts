import type { Hash, Observed } from './account.ts';
import type { Manifest } from './manifest.ts';
import type { Orphan, Refusal, Warning } from './plan.ts';
import type { PlanItem } from './plan-item.ts';
import type { Policy } from './policy.ts';
import type { PropertyManifest } from './property-logging.ts';
import type { Limits } from './safety-limits.ts';

/** What a plan is made from. */
export interface PlanInput {
  /** Host and account key, or `simulator`. */
  readonly target: string;
  /** Validated manifests, in any order. */
  readonly manifests: readonly Manifest[];
  /**
   * Plans only the manifests with these names. The streams of the other manifests do not count as unmanaged streams.
   * Default: all.
   */
  readonly only?: readonly string[];
  /**
   * With `only`: refuses the plan also if two other manifests are about one stream, or one of them is about the stream of
   * a selected manifest.
   */
  readonly judgesAllMatches?: true;
  /**
   * All manifests before the change under review. References cannot be compared with the account, only with the
   * previous content of the files. Absent: not known.
   */
  readonly before?: readonly Manifest[];
  /** What properties log. Absent: nothing is planned for properties. */
  readonly propertyLogging?: PropertyLoggingInput;
  readonly observed: Observed;
  readonly limits: Limits;
  /** The policies that manifests must comply with. Absent: none. */
  readonly policies?: readonly Policy[];
  /** Names of manifests to write even if no comparable value differs. */
  readonly rotate: readonly string[];
  /**
   * The time that the API returned with its latest response, milliseconds since 1970. Versions are dated by that clock.
   * Absent: not known.
   */
  readonly apiTime?: number;
  /** HTTP requests sent so far. */
  readonly requestsUsed: number;
  readonly hash: Hash;
}

/** The manifests that the plan of what properties log is made from. */
export interface PropertyLoggingInput {
  /** Those that are planned. */
  readonly manifests: readonly PropertyManifest[];
  /** At least the streams that these name, planned or not. They have been observed. */
  readonly streams: readonly Manifest[];
}

/** The plan of all resources of one type. */
export interface PlannedResources {
  readonly items: readonly PlanItem[];
  readonly orphans: readonly Orphan[];
  /** Refusals of the whole run, other than safety limits. */
  readonly refusals: readonly Refusal[];
  readonly warnings: readonly Warning[];
}
