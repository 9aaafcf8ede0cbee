import type { Hash, Observed } from './account.ts';
import type { Manifest } from './manifest.ts';
import type { Orphan, PlanItem, Refusal, Warning } from './plan.ts';
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
   * All manifests before the change under review. References cannot be compared with the account, only with the
   * previous content of the files. Absent: not known.
   */
  readonly before?: readonly Manifest[];
  readonly observed: Observed;
  readonly limits: Limits;
  /** Names of manifests to write even if no comparable value differs. */
  readonly rotate: readonly string[];
  /** HTTP requests sent so far. */
  readonly requestsUsed: number;
  readonly hash: Hash;
}

/** The plan of all resources of one type. */
export interface PlannedResources {
  readonly items: readonly PlanItem[];
  readonly orphans: readonly Orphan[];
  /** Refusals of the whole run, other than safety limits. */
  readonly refusals: readonly Refusal[];
  readonly warnings: readonly Warning[];
}
