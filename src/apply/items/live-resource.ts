import { defined } from '../../model/defined.ts';
import { phaseOf } from '../../model/phase.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { type Identity, identityOf, idMember, idOf } from '../../model/resource-key.ts';
import type { Snapshot, StartState } from './snapshot.ts';

/** The resource of an item as this run knows it. */
export class LiveResource {
  readonly #item: PlanItem;
  readonly #startStatus: string | undefined;
  #id: number | undefined;
  #version: number | undefined;
  #status: string | undefined;
  #transitionStart: number | undefined;

  /** @param start what this run read; a saved plan may contain an older status */
  constructor(item: PlanItem, start: StartState) {
    this.#item = item;
    this.#startStatus = start.status;
    this.#id = idOf(item);
    this.#version = item.baseVersion;
    this.#status = start.status ?? item.status;
    this.#transitionStart = start.transitionStart;
  }

  /** The id of the resource; `undefined` before it is created. */
  get id(): number | undefined {
    return this.#id;
  }

  /**
   * The id of the resource.
   * @throws {Error} if it is not known yet
   */
  get knownId(): number {
    if (this.#id === undefined) throw new Error(`${this.#item.name}: a step before its id is known`);
    return this.#id;
  }

  /** What identifies the resource, with the id that it has now. */
  get identity(): Identity {
    return { ...identityOf(this.#item), ...idMember(this.#item, this.#id) };
  }

  /** The version that the resource must have until the next update; 0 before it is created. */
  get version(): number {
    return this.#version ?? 0;
  }

  /** `undefined` if the resource does not exist. */
  get status(): string | undefined {
    return this.#status;
  }

  /**
   * When its current transition started, if known from this run or from the resource's last change.
   * Milliseconds since 1970.
   */
  get transitionStart(): number | undefined {
    return this.#transitionStart;
  }

  /** True if this run found the resource inactive at its start, whatever its status is now. */
  get wasInactiveAtStart(): boolean {
    const phase = phaseOf(this.#item, this.#startStatus ?? '');
    return phase.tag === 'stable' && !phase.active;
  }

  /** The members of an outcome that say which resource it is, and its state. Absent ones are not known. */
  get known(): Identity & { readonly version?: number; readonly status?: string } {
    return { ...this.identity, ...defined({ version: this.#version, status: this.#status }) };
  }

  see({ id, version, status }: Snapshot): void {
    this.#id = id;
    this.#version = version;
    this.#status = status;
  }

  /** Records that the resource no longer exists. */
  forget(): void {
    this.#version = undefined;
    this.#status = undefined;
  }

  /**
   * Records that a transition of the resource has started.
   * @param at milliseconds since 1970; `undefined` if not known
   */
  startTransition(at: number | undefined): void {
    this.#transitionStart = at;
  }
}
