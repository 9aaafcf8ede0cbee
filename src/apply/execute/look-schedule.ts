import type { Clock } from '../../model/clock.ts';
import { collectionKey } from '../../model/collection.ts';
import { medianOf, nextLook } from '../../plan/steps/next-look.ts';
import { likelyTime } from '../../plan/steps/transition-time.ts';
import type { ItemProgress } from '../items/item-progress.ts';

/** Waiting items of one collection. */
type Group = readonly ItemProgress[];

/** When a wait looks at each collection. Times are milliseconds on the monotonic clock. */
export class LookSchedule {
  readonly #clock: Clock;
  readonly #interval: number | undefined;
  /** When a collection was first waited for or last looked at. */
  readonly #since = new Map<string, number>();
  readonly #looks = new Map<string, readonly number[]>();
  readonly #starts = new Map<ItemProgress, number>();
  /** How long the transitions took that this run has seen end. */
  readonly #durations = new Map<string, readonly number[]>();

  /** @param interval a fixed one; by default, looks follow the likely ends of transitions */
  constructor(clock: Clock, interval: number | undefined) {
    this.#clock = clock;
    this.#interval = interval;
  }

  /** Returns how long to wait until one of the collections is due. */
  pause(groups: readonly Group[]): number {
    const now = this.#clock.monotonic();
    return Math.max(0, Math.min(...groups.map((group) => this.#due(group, now))) - now);
  }

  /** Returns the collections that are due and records that they are looked at now. */
  start(groups: readonly Group[], isLast: boolean): readonly Group[] {
    const now = this.#clock.monotonic();
    const due = groups.filter((group) => isLast || this.#due(group, now) <= now);
    for (const key of due.map(keyOf)) {
      this.#since.set(key, now);
      this.#looks.set(key, [...(this.#looks.get(key) ?? []), now]);
    }
    return due;
  }

  /** Records the durations of transitions that have just been seen to end. */
  learn(arrived: readonly ItemProgress[]): void {
    const now = this.#clock.monotonic();
    for (const one of arrived) {
      const key = collectionKey(one.item);
      const took = now - (this.#starts.get(one) ?? now);
      this.#durations.set(key, [...(this.#durations.get(key) ?? []), took]);
      this.#starts.delete(one);
    }
  }

  #due(group: Group, now: number): number {
    const key = keyOf(group);
    const since = this.#since.get(key) ?? now;
    this.#since.set(key, since);
    if (this.#interval !== undefined) return since + this.#interval;
    const observed = medianOf(this.#durations.get(key) ?? []);
    const awaited = group.map((one) => ({
      startedAt: this.#startOf(one, now),
      lasts: observed ?? likelyTime(one.item),
    }));
    return nextLook(since, awaited, this.#looks.get(key) ?? []);
  }

  /** A transition without a known start counts from the first look at it. */
  #startOf(one: ItemProgress, now: number): number {
    const known = this.#starts.get(one);
    if (known !== undefined) return known;
    const { transitionStart } = one.live;
    const start = transitionStart === undefined ? now : now - (this.#clock.now() - transitionStart);
    this.#starts.set(one, start);
    return start;
  }
}

function keyOf([first]: Group): string {
  if (!first) throw new Error('bug: a collection without a waiting item');
  return collectionKey(first.item);
}
