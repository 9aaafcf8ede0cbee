import type { Collection } from './collection.ts';
import type { JsonObject } from './json.ts';

/** Where a document stands. Lines and columns count from 1. */
export interface Source {
  readonly file: string;
  readonly line: number;
}

/** What a manifest wants of its stream. */
export type DesiredState = 'active' | 'inactive' | 'absent';

/**
 * One manifest, read and checked. `spec` holds the vendor's members only, brought into one form: prefixes dropped,
 * lists short (`[349772, 'www.example.com']`), references in place, nothing added, defaults not filled in.
 */
export interface Manifest {
  /** `metadata.name`, unique in the repository. */
  readonly name: string;
  readonly collection: Collection;
  readonly state: DesiredState;
  /** Refuse deactivation and deletion. */
  readonly protect: boolean;
  /** Create it although a stream with the same sources and destination exists under another name. */
  readonly separate: boolean;
  /** The stream it is bound to. */
  readonly streamId?: number;
  /** The stream's name: `spec.streamName`, or else `name`. */
  readonly streamName: string;
  readonly spec: JsonObject;
  /** Destinations whose type has no card; each one is accepted by `allowUnknownType`. Absent: there are none. */
  readonly unknownTypes?: readonly UnknownType[];
  /** What value rules say about it; plan compares each with the live stream. Absent: nothing. */
  readonly valueFindings?: readonly ValueFinding[];
  readonly source: Source;
}

/** The folder of a manifest file, against which its `{ file }` references resolve. */
export function manifestFolder(file: string): string {
  const end = Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\'));
  if (end < 0) return '.';
  return end === 0 ? file.slice(0, 1) : file.slice(0, end);
}

/** A destination of a type that this version does not know. */
export interface UnknownType {
  /** Where it is: `['destination']`, `['connectors', 'Archive']`. */
  readonly path: readonly string[];
  /** The manifest says that the type has no write-only members. */
  readonly withoutSecrets: boolean;
}

/** A value in a manifest that the vendor refuses, or is likely to. */
export interface ValueFinding {
  /** For a new stream. */
  readonly severity: 'error' | 'warning';
  readonly code: string;
  /** Whole sentences, with file, line and column. */
  readonly message: string;
  /**
   * Where the members are that it is about, as paths into the vendor's part of `spec`; `['streamName']` is the stream's
   * name. It is void while the live stream has all of them as the manifest has.
   */
  readonly members: readonly (readonly (string | number)[])[];
}
