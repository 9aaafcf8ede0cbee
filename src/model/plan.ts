import type { Collection, Kind } from './collection.ts';
import type { Json, JsonObject } from './json.ts';
import type { DesiredState, Source } from './manifest.ts';
import type { StableStatus } from './phase.ts';

/** What a manifest's stream needs. `update` names the intention also when a deactivation has to come first. */
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

/** One legal call, or a pause until the stream settles. */
export type Step =
  | { readonly do: 'create'; readonly activate: boolean }
  | { readonly do: 'update'; readonly activate: boolean }
  | { readonly do: 'activate' }
  | { readonly do: 'deactivate' }
  | { readonly do: 'delete' }
  | { readonly do: 'await'; readonly until: StableStatus };

/** One difference in canonical form. Before and after travel together. */
export interface Change {
  /** JSON Pointer into the canonical spec: `/destination/endpoint`. */
  readonly path: string;
  /** Absent: not there before. */
  readonly before?: Json;
  /** Absent: not there afterwards. */
  readonly after?: Json;
  /** Before and after are masked. */
  readonly sensitive?: true;
  /** Lists only. */
  readonly added?: readonly Json[];
  readonly removed?: readonly Json[];
  /** The same items in another order, where order means something. */
  readonly reordered?: true;
  /** Names of ids that stand in the values: `{ "1023": "cookie" }`. */
  readonly labels?: { readonly [id: string]: string };
}

/** What a change does outside the API; each has one sentence in the renderers. */
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

/** The version a plan was made from. A write happens only onto exactly this. */
export interface Base {
  readonly version: number;
  readonly status: string;
  /** Digest of the canonical content. It does not depend on `references`. */
  readonly content: string;
  /** Places of the manifest's references, at which live members are redacted wherever they are kept or shown. */
  readonly references?: readonly string[];
}

/** What apply needs to write a stream, secrets as references. */
export interface Desired {
  readonly streamName: string;
  readonly state: DesiredState;
  /**
   * Everything that is sent, in canonical member names: ids resolved, defaults filled in, references in place.
   * `extra` members are merged in already.
   */
  readonly spec: JsonObject;
  /**
   * JSON Pointers of members of `spec` that only a default filled in. They are sent only where the live stream has another
   * value, or where the card of the member says so. Absent in plans of earlier versions: every member is sent.
   */
  readonly defaulted?: readonly string[];
  /** Folder of the manifest, against which `{ file }` references resolve. */
  readonly folder: string;
  /** Names that became ids by a look-up: they are looked up afresh before a write. */
  readonly resolved: readonly Resolved[];
}

/** A name in a manifest and the id it stands for. */
export interface Resolved {
  /** The list it stands in: `properties`. */
  readonly list: string;
  /** Sources belong to a group or a contract; fields are the same for a whole collection. */
  readonly role: 'sources' | 'fields';
  readonly name: string;
  readonly id: number | string;
}

/** What happens to one manifest's stream. */
export interface PlanItem extends Collection {
  readonly name: string;
  /** Absent for a create and for a blocked item without a stream. */
  readonly streamId?: number;
  /** The live stream's name, where it differs from `name`. */
  readonly streamName?: string;
  readonly action: Action;
  /** The live status; absent where there is no stream. */
  readonly status?: string;
  readonly baseVersion?: number;
  readonly modifiedBy?: string;
  readonly modifiedDate?: string;
  readonly changes: readonly Change[];
  readonly effects: readonly Effect[];
  readonly steps: readonly Step[];
  readonly source: Source;
  /** Why it is blocked, and what to do: `blocked` only. */
  readonly reason?: string;
  /** The live stream could not be read in this run, so a later run may decide otherwise: `blocked` only. */
  readonly unreadable?: true;
  /** What apply needs; absent for `none` and `blocked`. */
  readonly base?: Base;
  readonly desired?: Desired;
}

/** A live stream that no manifest names. It is reported and left alone. */
export interface Orphan extends Collection {
  readonly streamId: number;
  readonly name: string;
  readonly status: string;
}

/** Why a whole run is refused before any write (exit code 3). */
export interface Refusal {
  readonly code: 'ambiguous' | 'protected' | 'safety-limit' | 'stale-plan' | 'other-target' | 'no-consent';
  /** What is wrong and the exact way out. */
  readonly message: string;
  /** Manifests it is about. */
  readonly names: readonly string[];
}

/** Something to know that stops nothing. */
export interface Warning {
  readonly code: string;
  readonly message: string;
  /** The manifest it is about. */
  readonly name?: string;
}

/** How many items have each action; `none` counts as `unchanged`. */
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

/** A plan: plain JSON, saved, reviewed, compared and obeyed as it is. */
export interface Plan {
  readonly formatVersion: 1;
  /** Host and account key, or `simulator`. */
  readonly target: string;
  /** `sha256:…` over what would be written; see `plan/saved/fingerprint.ts`. */
  readonly fingerprint: string;
  readonly applyable: boolean;
  readonly summary: Summary;
  /** HTTP requests sent so far, and what applying would send (not counting waits). */
  readonly requests: {
    readonly used: number;
    readonly apply: number;
    /** What applying would send to each API, where it goes to several: each allows 20 a minute by itself. */
    readonly applyByKind?: Readonly<Partial<Record<Kind, number>>>;
  };
  readonly items: readonly PlanItem[];
  readonly orphans: readonly Orphan[];
  readonly refusals: readonly Refusal[];
  readonly warnings: readonly Warning[];
}
