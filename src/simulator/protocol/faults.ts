import type { Kind, LogType } from '../../model/collection.ts';
import type { JsonObject } from '../../model/json.ts';

/** What somebody else does to the account, in between our requests. An act that is not legal then does not happen. */
export interface ConcurrentEdit {
  readonly act: 'edit' | 'activate' | 'deactivate' | 'delete' | 'settle';
  /** Absent: DataStream 2. */
  readonly kind?: Kind;
  /** Absent: `cdn`. DataStream 1 has none. */
  readonly logType?: LogType;
  /** The stream: its id or its name. */
  readonly stream: number | string;
  /** `edit`: members of the body that are replaced. Absent: the same content again. */
  readonly change?: JsonObject;
  /** `edit`: activate the new version. Absent: exactly when the stream is active, as it has to be. Not in DataStream 1. */
  readonly activate?: boolean;
  /** Absent: `stranger`. */
  readonly by?: string;
}

/** A way to misbehave. */
export type FaultRule =
  /** The connection breaks before the request is read: nothing happens. */
  | { readonly do: 'lose-request' }
  /** The work is done and the connection breaks before the answer. */
  | { readonly do: 'lose-answer' }
  /** The connection breaks at once, the work is done only `after` milliseconds. */
  | { readonly do: 'finish-late'; readonly after: number }
  /** Another answer than the right one. `carriedOut`: the work is done all the same. */
  | {
      readonly do: 'answer';
      readonly status: number;
      /** Absent: the gateway's own text for the status, else nothing. */
      readonly body?: string;
      /** Lower case names, over the usual ones. */
      readonly headers?: Readonly<Record<string, string>>;
      readonly carriedOut?: boolean;
    }
  /** The answer is held back. */
  | { readonly do: 'delay'; readonly milliseconds: number }
  /** Somebody else acts just before or just after the work is done. */
  | { readonly do: 'stranger'; readonly when: 'before' | 'after'; readonly acts: readonly ConcurrentEdit[] }
  /**
   * The server silently keeps what it had: a dotted path in the body of a create or an edit. Not the connectors of
   * DataStream 1, which the world keeps without their secrets.
   */
  | { readonly do: 'ignore-member'; readonly member: string }
  /** The movement that the request starts ends in this status. */
  | { readonly do: 'fall-back'; readonly to: string }
  /** The stream of the request is in this status from now on; no movement goes on. */
  | { readonly do: 'status'; readonly word: string };

/** One misbehaviour and the requests it befalls. Plain JSON, so that a file can hold a script. */
export interface Fault {
  readonly method?: string;
  /** Regular expression over path and query. */
  readonly path?: string;
  /** The first of the matching requests it befalls, counted from 1. Absent: 1. */
  readonly nth?: number;
  /** How many of them. Absent: 1; 0: all that follow. */
  readonly times?: number;
  readonly how: FaultRule;
}

/** A script of faults with its counters: says which misbehaviours befall the next request. */
export interface FaultScript {
  befalling(request: { readonly method: string; readonly path: string }): readonly FaultRule[];
}

/** Starts a script. Every fault counts the requests it matches by itself. */
export function faultScript(faults: readonly Fault[]): FaultScript {
  const counters = faults.map((fault) => ({ fault, seen: 0 }));
  return {
    befalling: (request) =>
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
