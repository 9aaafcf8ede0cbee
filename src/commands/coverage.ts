import type { Coverage, StreamRecord } from '../model/approval.ts';
import type { Plan } from '../model/plan.ts';
import { coverageOf, type Evidence } from '../plan/approval.ts';
import { acts } from '../plan/fingerprint.ts';
import { DEFAULT_LIMITS } from '../plan/observed.ts';
import { deletesBegun, openWork } from '../plan/open-work.ts';
import { restrictPlan } from '../plan/restrict.ts';
import type { Connection } from './connection.ts';
import type { Context } from './context.ts';
import { changedNames, type FileBefore, manifestsBefore } from './earlier.ts';
import type { Planned } from './gather.ts';
import type { ManifestOptions } from './options.ts';

/** What is known of agreement, and what earlier applies have begun. */
interface Known extends Evidence {
  /** What they left with steps to take; a stream that still stands as recorded goes on, here as in a watch. */
  readonly open: readonly StreamRecord[];
  /** The newest word on each stream, unless it is of a failure. */
  readonly latest: readonly StreamRecord[];
  /** Manifest files that were merged since the last complete apply, as they were before. Absent: not known. */
  readonly before?: readonly FileBefore[];
}

/** What gives an apply its authority. */
export type Authority =
  /** Reviewed plans, and what our own applies have done since. */
  | ({ readonly tag: 'approvals' } & Known)
  /**
   * Somebody named a plan's id: exactly this plan, whole, or what reviewed plans leave of it. An outcome prints the id of
   * what it stopped, while other streams may still be on their way.
   */
  | ({ readonly tag: 'plan-id'; readonly planId: string } & Known)
  /** The repository asks for none. */
  | { readonly tag: 'none' };

/** Streams whose manifests were changed by what was merged; nothing where that is not known. */
export function touchedBy(
  { manifests }: Planned<Connection>,
  { streams }: ManifestOptions,
  authority: Authority,
): ReadonlySet<string> | undefined {
  if (authority.tag === 'none' || authority.before === undefined) return undefined;
  return changedNames(manifestsBefore(manifests, authority.before, streams), manifests);
}

/** For each stream that a plan would change, whether its authority covers that. @param touched by `touchedBy` */
export function coverageUnder(
  plan: Plan,
  authority: Authority,
  hash: Context['hash'],
  touched: ReadonlySet<string> | undefined,
): readonly Coverage[] {
  switch (authority.tag) {
    case 'approvals':
      return coverageBy(plan, authority, hash, touched);
    case 'plan-id':
      return coverageById(plan, authority, hash, touched);
    case 'none':
      return plan.items.filter(acts).map(({ name }) => ({ tag: 'covered', name, by: 'main' }));
    default:
      return authority satisfies never;
  }
}

/** By reviewed plans, and by an apply that they let begin. What nobody asked for is told from what nobody approved. */
function coverageBy(
  plan: Plan,
  known: Known,
  hash: Context['hash'],
  touched: ReadonlySet<string> | undefined,
): readonly Coverage[] {
  const begun = begunNames(plan, known, hash);
  return coverageOf(plan, known, hash).map((one): Coverage => {
    const { tag, name } = one;
    if (tag !== 'covered' && begun.has(name)) return { tag: 'covered', name, by: 'an earlier apply' };
    return tag === 'not-approved' && touched?.has(name) === false ? { tag: 'drift', name } : one;
  });
}

/** Steps that are due, movements that are under way, and deletions for which the streams were stopped. */
function begunNames(plan: Plan, { open, latest }: Known, hash: Context['hash']): ReadonlySet<string> {
  const steps = openWork(plan, open, hash).flatMap((one) =>
    one.tag === 'due' || one.tag === 'moving' ? [one.item.name] : [],
  );
  return new Set([...steps, ...deletesBegun(plan, latest, hash)]);
}

function coverageById(
  plan: Plan,
  { planId, ...known }: Extract<Authority, { readonly tag: 'plan-id' }>,
  hash: Context['hash'],
  touched: ReadonlySet<string> | undefined,
): readonly Coverage[] {
  const acting = plan.items.filter(acts).map(({ name }) => name);
  const byId = (name: string): Coverage => ({ tag: 'covered', name, by: 'the plan id' });
  if (plan.fingerprint === planId) return acting.map(byId);
  const coverage = coverageBy(plan, known, hash, touched);
  const names = new Set(stoppedNames(coverage));
  const idOf = (some: ReadonlySet<string>) => restrictPlan(plan, some, DEFAULT_LIMITS, hash).fingerprint;
  const isGiven = idOf(names) === planId || idOf(askedNames(coverage)) === planId;
  if (!isGiven) return acting.map((name) => ({ tag: 'not-approved', name }));
  return coverage.map((one) => (names.has(one.name) ? byId(one.name) : one));
}

/** Streams that something merged or asked for is about, approved or not. */
export function askedNames(coverage: readonly Coverage[]): ReadonlySet<string> {
  return new Set(coverage.flatMap(({ tag, name }) => (tag === 'drift' ? [] : [name])));
}

/** Streams to which nothing may be done, though something that was merged or asked for is about them. */
export function stoppedNames(coverage: readonly Coverage[]): readonly string[] {
  return coverage.flatMap(({ tag, name }) => (tag === 'covered' || tag === 'drift' ? [] : [name]));
}
