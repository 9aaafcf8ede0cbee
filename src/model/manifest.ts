import type { Collection } from './collection.ts';
import type { FindingCode } from './finding-code.ts';
import type { JsonObject } from './json.ts';

/** The position of a document. Lines and columns count from 1. */
export interface Source {
  readonly file: string;
  readonly line: number;
}

/** The states that a manifest can specify for its stream. */
export const DESIRED_STATES = ['active', 'inactive', 'absent'] as const;
export type DesiredState = (typeof DESIRED_STATES)[number];

/**
 * One parsed and validated manifest. `spec` contains the vendor's members only, in a normalized form: prefixes are
 * removed, lists are short (`[349772, 'www.example.com']`), references stay, nothing is added, and defaults are not
 * filled in.
 */
export interface Manifest {
  /** `metadata.name`, unique in the repository. */
  readonly name: string;
  readonly collection: Collection;
  readonly state: DesiredState;
  /** Refuses deactivation and deletion. */
  readonly protect: boolean;
  /** Create the stream although a stream with the same sources and destination exists under another name. */
  readonly separate: boolean;
  /** The secrets have to be sent with a version that is not older than this. ISO 8601, UTC, as the API returns times. */
  readonly rotateSecretsAfter?: string;
  /** The id of the stream that the manifest is bound to. */
  readonly streamId?: number;
  /** The stream's name: `spec.streamName`, or else `name`. */
  readonly streamName: string;
  readonly spec: JsonObject;
  /** Destinations whose type has no card. Each of them is accepted by `allowUnknownType`. Absent: none. */
  readonly unknownTypes?: readonly UnknownType[];
  /** Findings of the value rules. The plan compares each with the live stream. Absent: none. */
  readonly valueFindings?: readonly ValueFinding[];
  /** Where the manifest violates policies: `file:line:column` by the key of the violation. Absent: nowhere. */
  readonly violations?: Readonly<Record<string, string>>;
  readonly source: Source;
}

/** Returns the folder of a manifest file. `{ file }` references are relative to it. */
export function manifestFolder(file: string): string {
  const end = Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\'));
  if (end < 0) return '.';
  return end === 0 ? file.slice(0, 1) : file.slice(0, end);
}

/** A destination of a type that this version of the product does not know. */
export interface UnknownType {
  /** Its position in the spec: `['destination']`, `['connectors', 'Archive']`. */
  readonly path: readonly string[];
  /** True if the manifest says that the type has no write-only members. */
  readonly withoutSecrets: boolean;
}

/** A value in a manifest that the vendor refuses or probably refuses. */
export interface ValueFinding {
  /** The severity for a new stream. */
  readonly severity: 'error' | 'warning';
  readonly code: FindingCode;
  /** Complete sentences, with file, line and column. */
  readonly message: string;
  /**
   * The members that the finding is about, as paths into the vendor's part of `spec`; `['streamName']` is the name of
   * the stream. The finding does not apply while all of them have the same values in the live stream.
   */
  readonly members: readonly (readonly (string | number)[])[];
}
