import type { Kind, LogType } from '../../model/collection.ts';
import type { Json, JsonObject } from '../../model/json.ts';

/**
 * A change that another user makes to the account between two requests. It has no effect if the API does not allow it
 * at that time.
 */
export interface ConcurrentEdit {
  readonly act: 'edit' | 'activate' | 'deactivate' | 'delete' | 'complete';
  /** Absent: DataStream 2. */
  readonly kind?: Kind;
  /** Absent: `cdn`. DataStream 1 has none. */
  readonly logType?: LogType;
  /** The stream: its id or its name. */
  readonly stream: number | string;
  /** `edit`: members of the body to replace. Absent: the edit repeats the same content. */
  readonly change?: JsonObject;
  /**
   * `edit`: whether to activate the new version. Absent: true if the stream is active, as the API requires.
   * DataStream 1 has no such parameter.
   */
  readonly activate?: boolean;
  /** Absent: `another-user`. */
  readonly by?: string;
}

/**
 * A change that another user makes to a property between two requests. It has no effect if the API does not allow it at
 * that time.
 */
export interface ConcurrentPropertyEdit {
  /** `complete` ends the activations in progress. The other acts are about a version. */
  readonly act: 'new-version' | 'edit-version' | 'activate-version' | 'complete';
  /** Its id or its name. */
  readonly property: number | string;
  /** The version that is copied, edited or activated. An older one is a rollback. Absent: the newest. */
  readonly version?: number;
  /** `new-version`, `edit-version`: a JSON Patch, whose paths start at `/rules`. */
  readonly patch?: Json;
  /** Absent: the note stays. */
  readonly note?: string;
  /** Edge hostnames. Absent: they stay. */
  readonly hostnames?: readonly string[];
  /** `activate-version`. Absent: PRODUCTION. */
  readonly network?: 'PRODUCTION' | 'STAGING';
  /** Absent: `another-user`. */
  readonly by?: string;
}

/** A kind of fault. */
export type FaultRule =
  /** The connection is lost before the server reads the request. Nothing happens. */
  | { readonly do: 'lose-request' }
  /** The server processes the request, and the connection is lost before the response. */
  | { readonly do: 'lose-response' }
  /** The connection is lost immediately. The server processes the request `after` milliseconds later. */
  | { readonly do: 'finish-late'; readonly after: number }
  /** The server returns a different response. `carriedOut`: it also processes the request. */
  | {
      readonly do: 'respond';
      readonly status: number;
      /** Absent: the gateway's own text for the status, or an empty body if it has none. */
      readonly body?: string;
      /** Header names in lower case. They override the default headers. */
      readonly headers?: Readonly<Record<string, string>>;
      readonly carriedOut?: boolean;
    }
  /** The server delays the response. */
  | { readonly do: 'delay'; readonly milliseconds: number }
  /** Another user acts immediately before or after the request is processed. */
  | {
      readonly do: 'concurrent-edit';
      readonly when: 'before' | 'after';
      readonly acts: readonly (ConcurrentEdit | ConcurrentPropertyEdit)[];
    }
  /**
   * The server silently keeps the old value of one member of a create or an edit. `member` is a dotted path. It
   * cannot name the connectors of DataStream 1, because the simulator stores them without their secrets. Of a JSON
   * Patch, it is the index of an operation that has no effect.
   */
  | { readonly do: 'ignore-member'; readonly member: string }
  | StatusFault;

/** A kind of fault that changes the status of a stream, or of the activation that a request starts. */
export type StatusFault =
  /** The transition or activation that the request starts ends in this status. */
  | { readonly do: 'revert'; readonly to: string }
  /** It changes to this status, and any transition stops. */
  | { readonly do: 'status'; readonly word: string };

/** A fault, and the requests it affects. It is plain JSON, so a file can contain a fault script. */
export interface Fault {
  readonly method?: string;
  /** Regular expression that must match path and query. */
  readonly path?: string;
  /** The first matching request that the fault affects, counted from 1. Absent: 1. */
  readonly nth?: number;
  /**
   * The number of matching requests that the fault affects. Absent: 1; 0: all requests from the first affected one.
   */
  readonly times?: number;
  readonly how: FaultRule;
}

/** A fault script with its counters. It returns the faults that affect the next request. */
export interface FaultScript {
  nextFaults(request: { readonly method: string; readonly path: string }): readonly FaultRule[];
}

/** Starts a fault script. Each fault has its own counter of matching requests. */
export function faultScript(faults: readonly Fault[]): FaultScript {
  const counters = faults.map((fault) => ({ fault, seen: 0 }));
  return {
    nextFaults: (request) =>
      counters.flatMap((counter) => {
        if (!matches(counter.fault, request)) return [];
        counter.seen += 1;
        return isDue(counter.fault, counter.seen) ? [counter.fault.how] : [];
      }),
  };
}

function matches(
  { method, path }: Fault,
  request: { readonly method: string; readonly path: string },
): boolean {
  if (method !== undefined && method !== request.method) return false;
  return path === undefined || new RegExp(path, 'u').test(request.path);
}

function isDue({ nth = 1, times = 1 }: Fault, seen: number): boolean {
  return seen >= nth && (times === 0 || seen < nth + times);
}
