import type { Collection, Kind } from './collection.ts';
import type { Json, JsonObject } from './json.ts';
import type { DesiredState, Source } from './manifest.ts';
import type { StableStatus } from './phase.ts';

/** What the stream of a manifest needs. An `update` keeps this name if a deactivation has to come first. */
export const ACTIONS = [
  'create',
  'update',
  'activate',
  'deactivate',
  'delete',
  'wait',
  'none',
  'blocked',
] as const;
export type Action = (typeof ACTIONS)[number];

/** One allowed request, or a wait until the stream is stable. */
export type Step =
  | { readonly do: 'create'; readonly activate: boolean }
  | { readonly do: 'update'; readonly activate: boolean }
  | { readonly do: 'activate' }
  | { readonly do: 'deactivate' }
  | { readonly do: 'delete' }
  | { readonly do: 'await'; readonly until: StableStatus };

/** One difference in canonical form, with the values before and after. */
export interface Change {
  /** JSON Pointer into the canonical spec: `/destination/endpoint`. */
  readonly path: string;
  /** Absent: the member was not set before. */
  readonly before?: Json;
  /** Absent: the member is removed. */
  readonly after?: Json;
  /** The values before and after are masked. */
  readonly sensitive?: true;
  /** Items that the change adds to and removes from a list. Only for lists. */
  readonly added?: readonly Json[];
  readonly removed?: readonly Json[];
  /** The same items in another order. Only for lists whose order has a meaning. */
  readonly reordered?: true;
  /** Names for the ids in the values: `{ "1023": "cookie" }`. */
  readonly labels?: { readonly [id: string]: string };
}

/** The impact of a change outside the API. The renderers have one sentence for each. */
export const EFFECTS = [
  'goes-live',
  'cosmetic-goes-live',
  'starts-logs',
  'stops-logs',
  'source-removed',
  'fields-removed',
  'sampling-reduced',
  'midgress-change',
  'secret-to-new-destination',
  'column-order',
  'format-change',
  'destination-change',
  'destination-probe',
  'secret-needed',
  'secret-rotation',
  'irreversible',
] as const;
export type Effect = (typeof EFFECTS)[number];

/** The version that a plan is based on. A write happens only if the stream is still at exactly this version. */
export interface Base {
  readonly version: number;
  readonly status: string;
  /** Digest of the canonical content. It does not depend on `references`. */
  readonly content: string;
  /**
   * Paths of the references in the manifest. Live members at these paths are redacted wherever they are stored or
   * shown.
   */
  readonly references?: readonly string[];
}

/** What apply needs to write a stream. Secrets are references. */
export interface Desired {
  readonly streamName: string;
  readonly state: DesiredState;
  /**
   * Everything that is sent, with canonical member names: ids are resolved, defaults are filled in, and references
   * stay. Members of `extra` are already merged in.
   */
  readonly spec: JsonObject;
  /**
   * JSON Pointers of members of `spec` that have their value only from a default. They are sent only if the live
   * stream has another value, or if the card of the member requires it. Absent in plans of earlier versions: every
   * member is sent.
   */
  readonly defaulted?: readonly string[];
  /** Folder of the manifest. `{ file }` references are relative to it. */
  readonly folder: string;
  /** Names that were resolved to ids. They are resolved again before a write. */
  readonly resolved: readonly Resolved[];
}

/** A name in a manifest and the id that it was resolved to. */
export interface Resolved {
  /** The list that contains it: `properties`. */
  readonly list: string;
  /** Sources belong to a group or a contract. Fields are the same for a whole collection. */
  readonly role: 'sources' | 'fields';
  readonly name: string;
  readonly id: number | string;
}

/** The planned change of the stream of one manifest. */
export interface PlanItem extends Collection {
  readonly name: string;
  /** Absent for a create, and for a blocked item without a stream. */
  readonly streamId?: number;
  /** The name of the live stream, if it differs from `name`. */
  readonly streamName?: string;
  readonly action: Action;
  /** The live status. Absent if there is no stream. */
  readonly status?: string;
  readonly baseVersion?: number;
  readonly modifiedBy?: string;
  readonly modifiedDate?: string;
  readonly changes: readonly Change[];
  readonly effects: readonly Effect[];
  readonly steps: readonly Step[];
  readonly source: Source;
  /** Why the item is blocked, and what to do. Only for `blocked`. */
  readonly reason?: string;
  /** The live stream could not be read in this run, so a later run can have another result. Only for `blocked`. */
  readonly unreadable?: true;
  /** What apply needs. Absent for `none` and `blocked`. */
  readonly base?: Base;
  readonly desired?: Desired;
}

/** An unmanaged stream: a live stream that no manifest names. It is reported and ignored. */
export interface Orphan extends Collection {
  readonly streamId: number;
  readonly name: string;
  readonly status: string;
}

/** Why a whole run is refused before any write (exit code 3). */
export interface Refusal {
  readonly code: 'ambiguous' | 'protected' | 'safety-limit' | 'stale-plan' | 'other-target' | 'no-consent';
  /** What is wrong and how exactly to fix it. */
  readonly message: string;
  /** The affected manifests. */
  readonly names: readonly string[];
}

/** Information that does not stop the run. */
export interface Warning {
  readonly code: string;
  readonly message: string;
  /** The affected manifest. */
  readonly name?: string;
}

/** Number of items for each action. `none` counts as `unchanged`. */
export interface Summary {
  readonly create: number;
  readonly update: number;
  readonly activate: number;
  readonly deactivate: number;
  readonly delete: number;
  readonly wait: number;
  readonly unchanged: number;
  readonly blocked: number;
}

/** A plan as plain JSON. It is saved, reviewed, compared and applied unchanged. */
export interface Plan {
  readonly formatVersion: 1;
  /** Host and account key, or `simulator`. */
  readonly target: string;
  /** `sha256:…` over everything that would be written; see `plan/saved/fingerprint.ts`. */
  readonly fingerprint: string;
  readonly applyable: boolean;
  readonly summary: Summary;
  /**
   * Number of HTTP requests sent so far, and number of requests that an apply would send (without requests while
   * waiting).
   */
  readonly requests: {
    readonly used: number;
    readonly apply: number;
    /**
     * Number of requests that an apply would send to each API, if it uses several. Each API has its own limit of 20 a
     * minute.
     */
    readonly applyByKind?: Readonly<Partial<Record<Kind, number>>>;
  };
  readonly items: readonly PlanItem[];
  readonly orphans: readonly Orphan[];
  readonly refusals: readonly Refusal[];
  readonly warnings: readonly Warning[];
}
