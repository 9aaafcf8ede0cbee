/** A resource as last seen in a response, a read or a list row. */
export interface Snapshot {
  readonly id: number;
  readonly version: number;
  readonly status: string;
}

/** A resource at the start of a run. */
export interface StartState {
  /** Absent: this run did not read it. */
  readonly status?: string;
  /** When its current transition started, if known; milliseconds since 1970. */
  readonly transitionStart?: number;
}
