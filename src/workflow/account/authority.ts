import {
  coverageBy,
  coverageById,
  coverageByPlanId,
  type Evidence,
  selectedCoverage,
} from '../../approval/coverage.ts';
import type { Connection } from '../../commands/session/connection.ts';
import type { ManifestOptions } from '../../commands/session/option-groups.ts';
import type { ApplyOptions } from '../../commands/session/options.ts';
import type { Planned } from '../../commands/session/read-and-plan.ts';
import { type FilesBefore, manifestsBefore } from '../../manifest/previous-manifests.ts';
import type { Hash } from '../../model/account.ts';
import type { Coverage } from '../../model/approval.ts';
import type { Plan } from '../../model/plan.ts';
import { acts } from '../../plan/steps/steps.ts';
import { withoutManualChanges } from './changed-manually.ts';
import { causedNames, manifestsNow } from './previous-manifests.ts';

/** The evidence for approvals, and what was merged. */
interface Known extends Evidence {
  /**
   * Manifest files that were merged since the last complete apply, with their previous text. Absent if not
   * known.
   */
  readonly before?: FilesBefore;
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
  planned: Planned<Connection>,
  { streams }: ManifestOptions,
  authority: Authority,
  hash: Hash,
): ReadonlySet<string> | undefined {
  if (authority.tag === 'none' || authority.before === undefined) return undefined;
  return causedNames({ hash }, planned, manifestsBefore(manifestsNow(planned), authority.before, streams));
}

/**
 * Decides for each stream that a plan would change whether its authority covers the change. Reads the
 * activation history if a covered step starts, stops or deletes a stream.
 * @param isSelected the streams that the run is for. A plan id is that of the selected changes
 */
export async function coverageUnder(
  planned: Planned<Connection>,
  options: ManifestOptions & Pick<ApplyOptions, 'rotate'>,
  authority: Authority,
  hash: Hash,
  isSelected: (name: string) => boolean,
): Promise<readonly Coverage[]> {
  const { plan, connection } = planned;
  const select = (coverage: readonly Coverage[]) => selectedCoverage(coverage, isSelected);
  if (authority.tag === 'none')
    return select(actingOf(plan).map((name) => ({ tag: 'covered', name, by: 'main' })));
  if (authority.tag === 'plan-id' && plan.fingerprint === authority.planId)
    return select(actingOf(plan).map(coverageByPlanId));
  const touched = touchedBy(planned, options, authority, hash);
  const asked = touched && new Set([...touched, ...options.rotate]);
  const known = coverageBy(plan, authority, hash, asked);
  const coverage = select(await withoutManualChanges(connection.reader, plan, known));
  return authority.tag === 'plan-id' ? coverageById(plan, coverage, authority.planId, hash) : coverage;
}

function actingOf({ items }: Plan): readonly string[] {
  return items.filter(acts).map(({ name }) => name);
}

/** The plan id, if the authority is one. */
export function planIdOf(authority: Authority): string | undefined {
  return authority.tag === 'plan-id' ? authority.planId : undefined;
}
