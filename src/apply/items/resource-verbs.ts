import type { Affected } from '../../model/observed.ts';
import type { StableStatus } from '../../model/phase.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import type { SecretSource } from '../secrets/resolve.ts';
import type { ItemProgress } from './item-progress.ts';
import type { ApplyContext } from './ports.ts';
import type { Snapshot, StartState } from './snapshot.ts';
import type { WaitObservation, WriteCheck, WriteResult, WriteStep } from './write-result.ts';

/**
 * How the resources of one type are read and written. Everything else about an apply is the same for all resources: the
 * order of steps, the journal, the look-up of lost responses, waiting, and the outcome.
 */
export interface ResourceVerbs {
  /**
   * Changes of this type are made one after another: no item starts while another one waits briefly, or after one has
   * failed.
   */
  readonly isSequential?: true;
  /** Returns false at a time at which no resource of this type is written. Absent: any time will do. */
  mayWrite?(run: ApplyContext): boolean;
  /** Returns what is missing for the content that the steps of an item send: one sentence for each reference. */
  missingSecrets(item: PlanItem, source: SecretSource): Promise<readonly string[]>;
  /** Redacts the credentials of an item in all texts of the run, and returns the state at the start of the run. */
  open(run: ApplyContext, item: PlanItem): StartState;
  /**
   * Prepares a write: its content, the read that compares the resource with the base of the plan, and the checks that
   * make sure that the step is allowed. Nothing is sent.
   *
   * @throws {ApiError} if the account cannot be read
   */
  prepare(run: ApplyContext, progress: ItemProgress, step: WriteStep): Promise<WriteResult | PreparedRequest>;
  /**
   * Compares the resource with the base again, before a write that was delayed.
   *
   * @returns the result that stops the write; `undefined` if nothing has changed
   * @throws {ApiError} if the account cannot be read
   */
  confirm(run: ApplyContext, progress: ItemProgress): Promise<WriteResult | undefined>;
  /**
   * Reads once whether a write without a clear response happened.
   *
   * @throws {ApiError} if the account cannot be read, which proves nothing
   */
  look(run: ApplyContext, progress: ItemProgress, step: WriteStep): Promise<WriteCheck>;
  /** Returns why a write that happened has failed nevertheless, in complete sentences. */
  findConflict(
    run: ApplyContext,
    progress: ItemProgress,
    step: WriteStep,
    seen: Snapshot,
  ): Promise<string | undefined>;
  /** The API rejected a write: what it was prepared from is read again by the next one. */
  forgetReads(run: ApplyContext, progress: ItemProgress): Promise<void>;
  /** Records what a write did to other resources, so that it does not count as a concurrent edit. */
  noteSideEffects(
    run: ApplyContext,
    progress: ItemProgress,
    step: WriteStep,
    affected: Affected | undefined,
  ): Promise<void>;
  /**
   * Returns how long a run waits for a status even without `--wait`, because the transition is short. Milliseconds;
   * `undefined` if only `--wait` waits for it.
   */
  readonly briefWait?: (until: StableStatus) => WaitLimits | undefined;
  /**
   * Reads once, while waiting, the resources of one type that are in transition.
   *
   * @returns judges each waiting item by what was read
   * @throws {ApiError} if the account cannot be read
   */
  observe(
    run: ApplyContext,
    waiting: readonly ItemProgress[],
  ): Promise<(progress: ItemProgress) => Promise<WaitObservation>>;
}

/** How long to wait, and how often to look. Milliseconds. */
export interface WaitLimits {
  readonly limit: number;
  /** Default: as `nextLook` says. */
  readonly poll?: number;
}

/** A write that may be sent once. */
export interface PreparedRequest {
  readonly tag: 'ready';
  /**
   * Sends it and checks the response.
   *
   * @param confirm called before a write that had to wait; if it rejects, nothing is sent
   * @throws {ApiError} if there is no successful response
   */
  send(confirm: () => Promise<void>): Promise<Sent>;
}

/** What the response to a write shows. */
interface Sent {
  readonly check: WriteCheck;
  /** Other resources that the write affected. */
  readonly affected?: Affected;
}
