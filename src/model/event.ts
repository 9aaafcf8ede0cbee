import type { Diagnostic } from './diagnostic.ts';
import type { Affected } from './observed.ts';
import type { StableStatus } from './phase.ts';
import type { Warning } from './plan.ts';
import type { Step } from './plan-item.ts';
import type { Identity } from './resource-key.ts';

/** A resource that a run waits for. It remains listed after its transition has ended. */
export interface AwaitedResource extends Pick<Identity, 'name' | 'kind'> {
  /** The last known status. Absent once the stream is deleted. */
  readonly status?: string;
  readonly progress: 'in-transition' | 'done' | 'failed';
  /** The status after all of its steps. */
  readonly goal: StableStatus;
  /** When its current transition started; milliseconds since 1970. Absent if not known. */
  readonly since?: number;
  /** When its last transition should end according to the vendor's documentation; milliseconds since 1970. */
  readonly expectedEnd?: number;
}

/** The body of a request or a response in a log. */
export interface MessageContent {
  readonly bytes: number;
  /** Media type. */
  readonly type?: string;
  /** JSON in one line, shortened, without secrets. Absent: nothing of it is shown. */
  readonly text?: string;
}

/** One attempt of a request to an API of Akamai. */
interface RequestAttempt {
  /** Counts the attempts of all requests of a connection from 1. */
  readonly id: number;
  /** Counts the attempts of this request from 1. */
  readonly attempt: number;
  readonly method: string;
  /** Path and query parameters, without secrets. */
  readonly path: string;
  readonly content?: MessageContent;
}

/** An event during a run. The progress lines on standard error are created from these events. */
export type RunEvent =
  | {
      readonly tag: 'paused';
      /** The API whose rate limit it is, for display. Absent if not known. */
      readonly api?: string;
      readonly reason: 'rate-limit' | 'too-many-requests';
      readonly milliseconds: number;
    }
  | {
      readonly tag: 'retrying';
      readonly what: string;
      readonly because: string;
      readonly milliseconds: number;
    }
  /** Streams, properties or versions that are being read. Cached ones count as done from the start. */
  | {
      readonly tag: 'reading';
      readonly done: number;
      readonly total: number;
      /** What is read. Absent: streams. */
      readonly what?: 'properties' | 'versions';
    }
  /** A page of logs was printed, and more pages follow. */
  | {
      readonly tag: 'pulled';
      /** Counts from 1. */
      readonly page: number;
      /** The number of pages so far, as reported by the API. */
      readonly pages?: number;
      /** Number of records that this run has printed. */
      readonly records: number;
    }
  /**
   * A write step starts and ends. In between, a request may be in progress, and only its response shows whether the
   * account has changed. Each `write-started` is followed by its `write-ended`, independent of the result.
   */
  | { readonly tag: 'write-started'; readonly name: string; readonly step: Step['do'] }
  | { readonly tag: 'write-ended'; readonly name: string; readonly step: Step['do'] }
  /** The request of a step is about to be sent: all preceding checks have passed. */
  | { readonly tag: 'step-started'; readonly name: string; readonly step: Step['do'] }
  | {
      readonly tag: 'step-done';
      readonly name: string;
      readonly step: Step['do'];
      readonly streamId?: number;
      readonly version?: number;
      readonly status?: string;
    }
  /** A write has started transitions of other streams as well. */
  | { readonly tag: 'affected'; readonly name: string; readonly affected: Affected }
  | { readonly tag: 'step-failed'; readonly name: string; readonly step: Step['do']; readonly error: string }
  | { readonly tag: 'looking-up'; readonly name: string; readonly step: Step['do']; readonly because: string }
  | {
      readonly tag: 'waiting';
      /** When the wait started; milliseconds since 1970. */
      readonly began: number;
      /** All streams of the wait, in the order of the plan. */
      readonly streams: readonly AwaitedResource[];
    }
  /** An attempt of a request is sent. Only with `--debug`, like its response. */
  | ({ readonly tag: 'request' } & RequestAttempt)
  /** The response to an attempt, or the reason why there is none. */
  | ({
      readonly tag: 'response';
      readonly milliseconds: number;
      readonly status?: number;
      readonly because?: string;
      /** Rate limits, and references for a support case. Names are in lower case. */
      readonly headers?: Readonly<Record<string, string>>;
    } & RequestAttempt)
  /** An optional component (cache, journal) does not work. The run continues without it. Reported once. */
  | { readonly tag: 'warning'; readonly warning: Warning }
  | { readonly tag: 'interrupted' }
  /** A finding in a file, which is also part of the result. JSON logs contain it, and text logs do not. */
  | { readonly tag: 'finding'; readonly finding: Diagnostic };

/** Receives the events of a run. */
export type Listener = (event: RunEvent) => void;
