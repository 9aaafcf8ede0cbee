import { blockedMembers, type Obstacle } from '../../model/blocked-code.ts';
import { type Collection, streamCollection } from '../../model/collection.ts';
import { defined } from '../../model/defined.ts';
import type { AwaitedResource } from '../../model/event.ts';
import { withIds } from '../../model/id-reference.ts';
import { mapMembers } from '../../model/json.ts';
import type { Affected } from '../../model/observed.ts';
import { type ItemOutcome, identifyStep, type StepOutcome, type Undo } from '../../model/outcome.ts';
import type { StableStatus } from '../../model/phase.ts';
import type { Base, Desired, PlanItem, Step } from '../../model/plan-item.ts';
import { LiveResource } from './live-resource.ts';
import type { Snapshot, StartState } from './snapshot.ts';

/**
 * `going`: a step can be taken now. `needing`: another item comes first. `waiting`: the resource is in
 * transition, and nothing can be done before that ends. `postponed`: the rest is left to a later run.
 */
type ItemState = 'going' | 'needing' | 'waiting' | 'postponed' | 'ended';

/** The progress of one item through its steps: what is done, and what comes next. */
export class ItemProgress {
  readonly item: PlanItem;
  readonly live: LiveResource;
  readonly #done: StepOutcome[] = [];
  #state: ItemState = 'going';
  #ids: ReadonlyMap<string, number> = new Map();
  #skipped: string | undefined;
  #blocked: Pick<ItemOutcome, 'reason' | 'reasonCode'> = {};
  #base: Base | undefined;
  #held: StableStatus | undefined;
  #affected: Affected | undefined;
  #undo: Undo | undefined;

  /** @param start what this run read; a saved plan may contain an older status */
  constructor(item: PlanItem, start: StartState) {
    this.item = item;
    if (item.action === 'blocked') this.#blocked = blockedOf(item);
    this.live = new LiveResource(item, start);
    this.#base = item.base;
    if (item.steps.length === 0) this.#state = 'ended';
  }

  /** What can happen to the item next. */
  get state(): ItemState {
    return this.#state;
  }

  get name(): string {
    return this.item.name;
  }

  /** The collection of the resource, which must be a stream. */
  get collection(): Collection {
    return streamCollection(this.item);
  }

  /** The next step; `undefined` after the item has ended. */
  get next(): Step | undefined {
    return this.#state === 'ended' ? undefined : this.item.steps[this.#done.length];
  }

  /** The step after the next one. */
  get after(): Step | undefined {
    return this.#state === 'ended' ? undefined : this.item.steps[this.#done.length + 1];
  }

  /** True if all of its steps are done, so that the items that need it can start. */
  get isComplete(): boolean {
    return this.#state === 'ended' && this.progress !== 'failed';
  }

  /**
   * The status in which the awaited transition ends. Either the next step awaits it, or another resource's
   * write started it.
   */
  get awaited(): StableStatus {
    const until = this.next?.do === 'await' ? this.next.until : this.#held;
    if (until === undefined) throw new Error(`${this.name}: it awaits nothing`);
    return until;
  }

  /**
   * True if the item waits for a transition that another resource's write started. Its next step is still to be
   * taken.
   */
  get isHeld(): boolean {
    return this.#held !== undefined;
  }

  /** True if nothing has been written to the resource yet. */
  get isUntouched(): boolean {
    return this.#done.every((step) => step.do === 'await');
  }

  /** The progress of its transitions, for reports about a wait. */
  get progress(): AwaitedResource['progress'] {
    if (this.#state === 'waiting') return 'in-transition';
    return this.hasFailed || (this.#blocked.reason ?? this.#skipped) !== undefined ? 'failed' : 'done';
  }

  /** True if one of its steps has failed. */
  get hasFailed(): boolean {
    return this.#done.at(-1)?.result === 'failed';
  }

  /** True if a step that sends a request is left. */
  get hasWritesLeft(): boolean {
    return (
      this.#state !== 'ended' &&
      this.item.steps.slice(this.#done.length).some(({ do: step }) => step !== 'await')
    );
  }

  /** The statuses that still have to be awaited, including the current one. */
  get awaitsLeft(): readonly StableStatus[] {
    return this.item.steps
      .slice(this.#done.length)
      .flatMap((step) => (step.do === 'await' ? [step.until] : []));
  }

  /** True if the resource has to be deleted and still exists. */
  get isUndeleted(): boolean {
    return this.item.desired?.state === 'absent' && this.live.status !== undefined;
  }

  /**
   * The expected state of the resource before the next write: the base of the plan, or the version that this
   * run's last update made.
   */
  get base(): Base {
    if (!this.#base) throw new Error(`${this.name}: the plan has no base to compare it with`);
    return this.#base;
  }

  /**
   * The content to send and the settings to keep, with the ids of the resources that it refers to. Every item with a
   * write has it.
   */
  get desired(): Desired {
    const { desired } = this.item;
    if (!desired) throw new Error(`${this.name}: the plan has steps but no desired content`);
    if (this.item.needs === undefined) return desired;
    return {
      ...desired,
      spec: mapMembers(desired.spec, (value) => withIds(value, (name) => this.#idOf(name))),
    };
  }

  #idOf(name: string): number {
    const id = this.#ids.get(name);
    if (id === undefined) throw new Error(`${this.name}: it refers to ${name}, which it does not need`);
    return id;
  }

  /** Marks the next step as done. */
  advance(): void {
    this.#close('done');
    this.#state = this.#done.length === this.item.steps.length ? 'ended' : 'going';
  }

  wait(): void {
    this.#state = 'waiting';
  }

  /** Holds the next step: a write of this run to another resource has started a transition of this resource. */
  hold(seen: Snapshot, until: StableStatus): void {
    this.live.see(seen);
    this.live.startTransition(undefined);
    this.#held = until;
    this.#state = 'waiting';
  }

  /** Records that this transition has ended, so that the next step can be taken. */
  release(seen: Snapshot): void {
    this.live.see(seen);
    this.#held = undefined;
    this.#state = 'going';
  }

  /** Records the version that one of its own writes made. The next step is compared with that version. */
  rebase(base: Base): void {
    this.#base = base;
  }

  /** Records that one of its writes has started transitions of other resources. */
  recordAffected(affected: Affected): void {
    this.#affected = affected;
  }

  /** Records how the last activation can be undone. */
  recordUndo(undo: Undo): void {
    this.#undo = undo;
  }

  /** Leaves its steps until the items that it needs are done, and no item of its type is in its way. */
  waitForNeeds(): void {
    this.#state = 'needing';
  }

  /** Records that the items that it needs are done, and their ids. */
  start(needed: readonly ItemProgress[]): void {
    this.#ids = new Map(
      needed.flatMap(({ name, live: { id } }) => (id === undefined ? [] : [[name, id] as const])),
    );
    this.#state = 'going';
  }

  /** Ends the item without a further step, since another item has failed. */
  skip(reason: string): void {
    this.#skipped = reason;
    this.#state = 'ended';
  }

  /** Leaves the remaining steps to a later run. */
  postpone(): void {
    this.#state = 'postponed';
  }

  /** Marks the next step as failed. The steps after it are not started. */
  fail(error: string): void {
    this.#close('failed', error);
    this.#state = 'ended';
  }

  /** Records that no step can be tried. */
  block(obstacle: Obstacle): void {
    this.#blocked = blockedMembers(obstacle);
    this.#state = 'ended';
  }

  /** The current result of the item. */
  outcome(): ItemOutcome {
    const { steps } = this.item;
    const rest = ['waiting', 'needing', 'postponed'].includes(this.#state) ? 'pending' : 'not-run';
    const skipped = defined({ error: this.#skipped });
    return {
      ...this.live.known,
      steps: steps.map(
        (step, index) =>
          this.#done[index] ?? {
            ...identifyStep(step),
            result: rest,
            ...(index === this.#done.length ? skipped : {}),
          },
      ),
      ...defined({ affected: this.#affected, undo: this.#undo }),
      ...this.#blocked,
    };
  }

  #close(result: 'done' | 'failed', error?: string): void {
    const { next } = this;
    if (!next) throw new Error(`${this.name}: a step was closed after the last one`);
    this.#done.push({ ...identifyStep(next), result, ...defined({ error }) });
  }
}

/** Plans of earlier versions have no codes. */
function blockedOf({ reason = 'It is blocked.', reasonCode }: PlanItem) {
  return { reason, ...defined({ reasonCode }) };
}
