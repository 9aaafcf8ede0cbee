import { type Collection, collectionOf } from '../../model/collection.ts';
import type { AwaitedStream } from '../../model/event.ts';
import type { Affected } from '../../model/observed.ts';
import type { ItemOutcome, StepOutcome } from '../../model/outcome.ts';
import type { StableStatus } from '../../model/phase.ts';
import type { Base, Desired, PlanItem, Step } from '../../model/plan.ts';

/** A stream as it was last seen, by an answer, a read or a row. */
export interface StreamSnapshot {
  readonly streamId: number;
  readonly version: number;
  readonly status: string;
}

/** The way of one item through its steps: what is done, what comes next, and how its stream was last seen. */
export class ItemProgress {
  readonly item: PlanItem;
  readonly collection: Collection;
  readonly #done: StepOutcome[] = [];
  #state: 'going' | 'waiting' | 'postponed' | 'ended' = 'going';
  #reason: string | undefined;
  #base: Base | undefined;
  #held: StableStatus | undefined;
  #affected: Affected | undefined;
  #streamId: number | undefined;
  #version: number | undefined;
  #status: string | undefined;
  #transitionStart: number | undefined;

  /** @param status as the run found its stream; a saved plan may be older */
  constructor(item: PlanItem, status = item.status) {
    this.item = item;
    this.collection = collectionOf(item);
    this.#reason = item.action === 'blocked' ? (item.reason ?? 'It is blocked.') : undefined;
    this.#streamId = item.streamId;
    this.#version = item.baseVersion;
    this.#status = status;
    this.#base = item.base;
    if (item.steps.length === 0) this.#state = 'ended';
  }

  get name(): string {
    return this.item.name;
  }

  /** The next step; none once the item has ended. */
  get next(): Step | undefined {
    return this.#state === 'ended' ? undefined : this.item.steps[this.#done.length];
  }

  /** The step behind the next one. */
  get after(): Step | undefined {
    return this.#state === 'ended' ? undefined : this.item.steps[this.#done.length + 1];
  }

  /** A step can be taken now. */
  get isGoing(): boolean {
    return this.#state === 'going';
  }

  /** Its stream is in transition, and nothing can be done before that ends. */
  get isWaiting(): boolean {
    return this.#state === 'waiting';
  }

  /** Where the movement that it waits for ends: the next step awaits it, or another stream's write began it. */
  get awaited(): StableStatus {
    const until = this.next?.do === 'await' ? this.next.until : this.#held;
    if (until === undefined) throw new Error(`${this.name}: it awaits nothing`);
    return until;
  }

  /** It waits for a movement that another stream's write began; its next step is still to be taken. */
  get isHeld(): boolean {
    return this.#held !== undefined;
  }

  /** Nothing was written to the stream yet. */
  get isUntouched(): boolean {
    return this.#done.every((step) => step.do === 'await');
  }

  get streamId(): number | undefined {
    return this.#streamId;
  }

  get status(): string | undefined {
    return this.#status;
  }

  /** When its current transition started, if this run or the stream's last change says so; milliseconds since 1970. */
  get transitionStart(): number | undefined {
    return this.#transitionStart;
  }

  /** How its transitions are doing, for those who wait for them. */
  get progress(): AwaitedStream['progress'] {
    if (this.#state === 'waiting') return 'in-transition';
    const hasFailed = this.#reason !== undefined || this.#done.at(-1)?.result === 'failed';
    return hasFailed ? 'failed' : 'done';
  }

  /** Steps that are still to be awaited, the current one included. */
  get awaitsLeft(): readonly StableStatus[] {
    return this.item.steps
      .slice(this.#done.length)
      .flatMap((step) => (step.do === 'await' ? [step.until] : []));
  }

  /** Its stream is to be absent, and exists. */
  get outlives(): boolean {
    return this.item.desired?.state === 'absent' && this.#status !== undefined;
  }

  /** The stream's id where a step cannot be without one. */
  get knownId(): number {
    if (this.#streamId === undefined) throw new Error(`${this.name}: a step before its stream is known`);
    return this.#streamId;
  }

  /** What the stream must be for the next write: what the plan was made from, or what this run's last edit made. */
  get base(): Base {
    if (!this.#base) throw new Error(`${this.name}: the plan has no base to compare its stream with`);
    return this.#base;
  }

  /** The version that the stream must have until the next edit. */
  get version(): number {
    return this.#version ?? 0;
  }

  /** What is to be sent and kept. Every item with a write has it. */
  get desired(): Desired {
    if (!this.item.desired) throw new Error(`${this.name}: the plan says what to do but not what is wanted`);
    return this.item.desired;
  }

  see({ streamId, version, status }: StreamSnapshot): void {
    this.#streamId = streamId;
    this.#version = version;
    this.#status = status;
  }

  /** The stream does not exist any more. */
  forget(): void {
    this.#version = undefined;
    this.#status = undefined;
  }

  /** The next step is done. */
  advance(): void {
    this.#close('done');
    this.#state = this.#done.length === this.item.steps.length ? 'ended' : 'going';
  }

  /** A transition of its stream has started; `at` in milliseconds since 1970, `undefined` if not known. */
  startTransition(at: number | undefined): void {
    this.#transitionStart = at;
  }

  wait(): void {
    this.#state = 'waiting';
  }

  /** The next step cannot be taken yet: a write to another stream of this run has started a transition of this one. */
  hold(seen: StreamSnapshot, until: StableStatus): void {
    this.see(seen);
    this.#transitionStart = undefined;
    this.#held = until;
    this.#state = 'waiting';
  }

  /** That movement has ended: the next step can be taken. */
  release(seen: StreamSnapshot): void {
    this.see(seen);
    this.#held = undefined;
    this.#state = 'going';
  }

  /** One of its writes has made a version: the next step is taken onto that. */
  rebase(base: Base): void {
    this.#base = base;
  }

  /** One of its writes has started a transition of other streams. */
  moves(affected: Affected): void {
    this.#affected = affected;
  }

  /** The rest is left to a later run. */
  postpone(): void {
    this.#state = 'postponed';
  }

  /** The next step has failed; those after it are not begun. */
  fail(error: string): void {
    this.#close('failed', error);
    this.#state = 'ended';
  }

  /** Nothing can be tried. */
  block(reason: string): void {
    this.#reason = reason;
    this.#state = 'ended';
  }

  /** What became of it, as of now. */
  outcome(): ItemOutcome {
    const { name, steps } = this.item;
    const rest = this.#state === 'waiting' || this.#state === 'postponed' ? 'pending' : 'not-run';
    return {
      name,
      ...this.collection,
      ...(this.#streamId === undefined ? {} : { streamId: this.#streamId }),
      ...(this.#version === undefined ? {} : { version: this.#version }),
      ...(this.#status === undefined ? {} : { status: this.#status }),
      steps: steps.map((step, index) => this.#done[index] ?? { do: step.do, result: rest }),
      ...(this.#affected === undefined ? {} : { affected: this.#affected }),
      ...(this.#reason === undefined ? {} : { reason: this.#reason }),
    };
  }

  #close(result: 'done' | 'failed', error?: string): void {
    const { next } = this;
    if (!next) throw new Error(`${this.name}: a step was closed after the last one`);
    this.#done.push({ do: next.do, result, ...(error === undefined ? {} : { error }) });
  }
}
