import { coverageOf, type Evidence, targetDigest } from '../approval/approval.ts';
import { deletesBegun, openWork } from '../approval/pending-steps.ts';
import type { Connection } from '../commands/session/connection.ts';
import type { ManifestOptions } from '../commands/session/option-groups.ts';
import type { ApplyOptions } from '../commands/session/options.ts';
import type { Planned } from '../commands/session/read-and-plan.ts';
import type { Hash } from '../model/account.ts';
import type { Coverage, LatestRecord } from '../model/approval.ts';
import type { Plan } from '../model/plan.ts';
import { DEFAULT_LIMITS } from '../model/safety-limits.ts';
import { acts } from '../plan/steps/transitions.ts';
import { restrictPlan } from '../plan/subset.ts';
import { withoutManualChanges } from './changed-manually.ts';
import { changedNames, type FileBefore, manifestsBefore } from './previous-manifests.ts';

/** The known approvals, and what earlier applies have started. */
interface Known extends Evidence {
  /**
   * Their records with remaining steps. If a stream still matches its record, its steps continue, as in a
   * watch.
   */
  readonly open: readonly LatestRecord[];
  /** The latest record of each stream. */
  readonly latest: readonly LatestRecord[];
  /**
   * Manifest files that were merged since the last complete apply, with their previous text. Absent if not
   * known.
   */
  readonly before?: readonly FileBefore[];
}

/** The authority of an apply. */
export type Authority =
  /** Reviewed plans, and what applies of this repository have done since. */
  | ({ readonly tag: 'approvals' } & Known)
  /**
   * A plan id that someone gave. It covers exactly this plan, either complete or without the changes that
   * reviewed plans cover. A result contains the id of the streams that it stopped, even while other streams
   * are still in transition.
   */
  | ({ readonly tag: 'plan-id'; readonly planId: string } & Known)
  /** The repository requires no approval. */
  | { readonly tag: 'none' };

/** The streams whose manifests the merged changes affect; `undefined` if that is not known. */
function touchedBy(
  { manifests }: Planned<Connection>,
  { streams }: ManifestOptions,
  authority: Authority,
): ReadonlySet<string> | undefined {
  if (authority.tag === 'none' || authority.before === undefined) return undefined;
  return changedNames(manifestsBefore(manifests, authority.before, streams), manifests);
}

/**
 * Decides for each stream that a plan would change whether its authority covers the change. Reads the
 * activation history if a covered step starts, stops or deletes a stream.
 */
export async function coverageUnder(
  planned: Planned<Connection>,
  options: ManifestOptions & Pick<ApplyOptions, 'rotate'>,
  authority: Authority,
  hash: Hash,
): Promise<readonly Coverage[]> {
  const { plan, connection } = planned;
  if (authority.tag === 'none') return actingOf(plan).map((name) => ({ tag: 'covered', name, by: 'main' }));
  if (authority.tag === 'plan-id' && plan.fingerprint === authority.planId) return actingOf(plan).map(byId);
  const touched = touchedBy(planned, options, authority);
  const asked = touched && new Set([...touched, ...options.rotate]);
  const known = coverageBy(plan, authority, hash, asked);
  const coverage = await withoutManualChanges(connection.reader, plan, known);
  return authority.tag === 'plan-id' ? coverageById(plan, coverage, authority.planId, hash) : coverage;
}

function actingOf({ items }: Plan): readonly string[] {
  return items.filter(acts).map(({ name }) => name);
}

/**
 * Coverage by reviewed plans, and by earlier applies that these plans allowed. Drift, which nobody requested,
 * is distinguished from changes that nobody approved.
 */
function coverageBy(
  plan: Plan,
  known: Known,
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
function begunSince(plan: Plan, { open, latest }: Known, hash: Hash): ReadonlyMap<string, string> {
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

function byId(name: string): Coverage {
  return { tag: 'covered', name, by: 'the plan id' };
}

/** Coverage by the id of all requested changes, or of those that were stopped. */
function coverageById(
  plan: Plan,
  coverage: readonly Coverage[],
  planId: string,
  hash: Hash,
): readonly Coverage[] {
  const isOf = (names: ReadonlySet<string>) =>
    names.size > 0 && restrictPlan(plan, names, DEFAULT_LIMITS, hash).fingerprint === planId;
  const coveredOf = (names: ReadonlySet<string>) =>
    coverage.map((one) => (names.has(one.name) && one.tag !== 'covered' ? byId(one.name) : one));
  const [asked, stopped] = [requestedNames(coverage), new Set(stoppedNames(coverage))];
  if (isOf(asked)) return coveredOf(asked);
  if (isOf(stopped)) return coveredOf(stopped);
  return coverage.map((one) => (one.tag === 'covered' ? { tag: 'not-approved', name: one.name } : one));
}

/** The streams that may be written. */
export function coveredNames(coverage: readonly Coverage[]): ReadonlySet<string> {
  return new Set(coverage.flatMap(({ tag, name }) => (tag === 'covered' ? [name] : [])));
}

/** The plan id, if the authority is one. */
export function planIdOf(authority: Authority): string | undefined {
  return authority.tag === 'plan-id' ? authority.planId : undefined;
}

/** Whether a plan id was given that matches none of the existing changes. */
export function isOtherPlan(planId: string | undefined, coverage: readonly Coverage[]): boolean {
  return planId !== undefined && coverage.length > 0 && coveredNames(coverage).size === 0;
}

/**
 * The streams that a merged change concerns, approved or not. Streams that someone has started or stopped are
 * excluded. Streams whose change has started are excluded too: their steps continue without an id, and an id
 * that contains them would not stay valid.
 */
export function requestedNames(coverage: readonly Coverage[]): ReadonlySet<string> {
  const isAsked = (one: Coverage) =>
    one.tag === 'covered' ? !one.isBegun : one.tag !== 'drift' && one.tag !== 'other-state';
  return new Set(coverage.filter(isAsked).map(({ name }) => name));
}

/** The streams that must not be changed, although a merged or requested change concerns them. */
export function stoppedNames(coverage: readonly Coverage[]): readonly string[] {
  return coverage.flatMap(({ tag, name }) => (tag === 'covered' || tag === 'drift' ? [] : [name]));
}
