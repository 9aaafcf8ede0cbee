import type { Hash } from '../model/account.ts';
import type { Approval, Coverage, DatedRecord, GivenApproval, LatestRecord } from '../model/approval.ts';
import { defined } from '../model/defined.ts';
import type { Plan } from '../model/plan.ts';
import type { PlanItem } from '../model/plan-item.ts';
import { isSameResource } from '../model/resource-key.ts';
import { DEFAULT_LIMITS } from '../model/safety-limits.ts';
import { acts } from '../plan/steps/steps.ts';
import { restrictPlan } from '../plan/subset.ts';
import { approvalOf, targetDigest } from './approval.ts';
import { deletesBegun, openWork } from './pending-steps.ts';
import { invalidReasonOf } from './validity.ts';

/** The known approvals, and what our own applies have done and started. */
export interface Evidence {
  readonly approvals: readonly GivenApproval[];
  /** The records of our own applies, newest first. */
  readonly records: readonly DatedRecord[];
  /**
   * Their records with remaining steps. If a stream still matches its record, its steps continue, as in a
   * watch.
   */
  readonly open: readonly LatestRecord[];
  /** The latest record of each stream. */
  readonly latest: readonly LatestRecord[];
}

/**
 * Returns for each stream that a plan would change whether someone approved exactly this change. The content must be
 * the same. The approval must be based on the live version, or on a version from which only our own applies led to the
 * live version.
 */
export function coverageOf(
  plan: Plan,
  evidence: Pick<Evidence, 'approvals' | 'records'>,
  hash: Hash,
): readonly Coverage[] {
  return plan.items.filter(acts).map((item) => coverOne(approvalOf(plan.target, item, hash), item, evidence));
}

/** One valid approval is enough. Otherwise, the newest approval of the same content determines the reason. */
function coverOne(
  now: Approval,
  item: PlanItem,
  { approvals, records }: Pick<Evidence, 'approvals' | 'records'>,
): Coverage {
  const { name } = item;
  const judged = approvals.flatMap((approved) => {
    const reason = invalidReasonOf({ approved, now, item, records });
    return reason === 'other-stream' ? [] : [{ approved, reason }];
  });
  const valid = judged.find(({ reason }) => reason === undefined)?.approved;
  if (valid) return { tag: 'covered', name, by: valid.by, approved: valid, ...defined({ since: valid.at }) };
  const same = judged.filter(({ reason }) => reason !== 'other-content');
  const decisive = same.length > 0 ? same : judged;
  const tag = decisive[0]?.reason;
  if (tag === undefined) return { tag: 'not-approved', name };
  return { tag, name, approved: decisive.map(({ approved }) => approved) };
}

/** Returns the blocked streams whose change was approved. Their approval remains valid until they can be applied. */
export function blockedThough(plan: Plan, approvals: readonly GivenApproval[]): readonly PlanItem[] {
  return plan.items.filter(
    (item) => item.action === 'blocked' && approvals.some((one) => isSameResource(one, item)),
  );
}

/**
 * Coverage by reviewed plans, and by earlier applies that these plans allowed. Drift, which nobody requested,
 * is distinguished from changes that nobody approved.
 */
export function coverageBy(
  plan: Plan,
  known: Evidence,
  hash: Hash,
  touched: ReadonlySet<string> | undefined,
): readonly Coverage[] {
  const begun = begunSince(plan, known, hash);
  const account = targetDigest(plan.target, hash);
  const records = known.records.filter(({ target }) => target === account);
  return coverageOf(plan, { ...known, records }, hash).map((one): Coverage => {
    const { tag, name } = one;
    const since = begun.get(name);
    if (since !== undefined) {
      const agreed = one.tag === 'covered' ? (one.since ?? '') : '';
      const latest = [agreed, since].sort().at(-1) ?? since;
      return { tag: 'covered', name, by: 'an earlier apply', since: latest, isBegun: true };
    }
    return tag === 'not-approved' && touched?.has(name) === false ? { tag: 'drift', name } : one;
  });
}

/**
 * Steps that are due, also after a failed attempt of a watch, current transitions, and deletions for which
 * the streams were stopped. Each has the time when it was recorded.
 */
function begunSince(plan: Plan, { open, latest }: Evidence, hash: Hash): ReadonlyMap<string, string> {
  const steps = openWork(plan, open, hash).filter(({ tag }) => tag === 'due' || tag === 'in-transition');
  const failed = openWork(
    plan,
    latest.filter(({ hasFailed }) => hasFailed),
    hash,
  );
  const again = failed.filter(({ tag }) => tag === 'due');
  const ours = latest.filter(({ hasFailed }) => !hasFailed);
  return new Map([
    ...[...steps, ...again].flatMap(({ item, record }) => (item ? [[item.name, record.at] as const] : [])),
    ...deletesBegun(plan, ours, hash).map(({ item, record }) => [item.name, record.at] as const),
  ]);
}

export function coverageByPlanId(name: string): Coverage {
  return { tag: 'covered', name, by: 'the plan id' };
}

/** Coverage by the id of all requested changes, or of those that were stopped. */
export function coverageById(
  plan: Plan,
  coverage: readonly Coverage[],
  planId: string,
  hash: Hash,
): readonly Coverage[] {
  const isOf = (names: ReadonlySet<string>) =>
    names.size > 0 && restrictPlan(plan, names, DEFAULT_LIMITS, hash).fingerprint === planId;
  const coveredOf = (names: ReadonlySet<string>) =>
    coverage.map((one) => (names.has(one.name) && one.tag !== 'covered' ? coverageByPlanId(one.name) : one));
  const [asked, stopped] = [requestedNames(coverage), new Set(stoppedNames(coverage))];
  if (isOf(asked)) return coveredOf(asked);
  if (isOf(stopped)) return coveredOf(stopped);
  return coverage.map((one) => (one.tag === 'covered' ? { tag: 'not-approved', name: one.name } : one));
}

/** The streams that may be written. */
export function coveredNames(coverage: readonly Coverage[]): ReadonlySet<string> {
  return new Set(coverage.flatMap(({ tag, name }) => (tag === 'covered' ? [name] : [])));
}

/** Whether a plan id was given that matches none of the existing changes. */
export function isOtherPlan(planId: string | undefined, coverage: readonly Coverage[]): boolean {
  const isLeft = coverage.some(({ tag }) => tag !== 'not-selected');
  return planId !== undefined && isLeft && coveredNames(coverage).size === 0;
}

/** The coverage of a run for a selection of streams. Drift stays drift: nothing was requested of this run. */
export function selectedCoverage(
  coverage: readonly Coverage[],
  isSelected: (name: string) => boolean,
): readonly Coverage[] {
  return coverage.map((one) =>
    one.tag === 'drift' || isSelected(one.name) ? one : { tag: 'not-selected', name: one.name },
  );
}

/** Whether a coverage is about a stream that this run had to process: no drift, and not omitted by a selection. */
export function isRequested(one: Coverage): boolean {
  return one.tag !== 'drift' && one.tag !== 'not-selected';
}

/**
 * The streams that a merged change concerns, approved or not. Streams that someone has started or stopped are
 * excluded. Streams whose change has started are excluded too: their steps continue without an id, and an id
 * that contains them would not stay valid.
 */
export function requestedNames(coverage: readonly Coverage[]): ReadonlySet<string> {
  const isAsked = (one: Coverage) =>
    one.tag === 'covered' ? !one.isBegun : isRequested(one) && one.tag !== 'other-state';
  return new Set(coverage.filter(isAsked).map(({ name }) => name));
}

/** The streams that must not be changed, although a merged or requested change concerns them. */
export function stoppedNames(coverage: readonly Coverage[]): readonly string[] {
  return coverage.flatMap((one) => (one.tag === 'covered' || !isRequested(one) ? [] : [one.name]));
}
