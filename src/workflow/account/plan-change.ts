import { approvalsOf } from '../../approval/approval.ts';
import type { Comparison } from '../../commands/session/changed-manifests.ts';
import { checkProperties } from '../../commands/session/check-properties.ts';
import { type Connection, openConnection } from '../../commands/session/connection.ts';
import type { Context, Result } from '../../commands/session/context.ts';
import { planExitCode } from '../../commands/session/exit-codes.ts';
import type { PlanOptions } from '../../commands/session/options.ts';
import { type Planned, type PlanResult, readAndPlan } from '../../commands/session/read-and-plan.ts';
import { savePlan } from '../../commands/session/save-plan.ts';
import { loadManifests } from '../../manifest/load.ts';
import {
  type FilesBefore,
  manifestsBefore,
  type RepositoryManifests,
} from '../../manifest/previous-manifests.ts';
import type { Actors } from '../../model/actor.ts';
import type { Approval } from '../../model/approval.ts';
import { isStream } from '../../model/collection.ts';
import { defined } from '../../model/defined.ts';
import type { Plan } from '../../model/plan.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { acts } from '../../plan/steps/steps.ts';
import { actorsOf } from './actors.ts';
import { causedNames, differingFrom, manifestsNow } from './previous-manifests.ts';

/** The plan of a change request, for the people who review and approve it. */
export interface ChangePlan {
  readonly tag: 'planned';
  readonly plan: Plan;
  /**
   * What the approval of this plan covers, stream by stream. A property is among them only if the change itself affects
   * it: other people change the same site configuration, and a merge about something else must not undo that.
   */
  readonly approvals: readonly Approval[];
  /** The manifests that the change itself affects; absent if the previous manifests are not known. */
  readonly changed?: ReadonlySet<string>;
  /**
   * What the manifests before the change would already change in the account. Either someone changed these
   * streams outside this repository, or an earlier change was never applied. Applying the change under review
   * includes these changes.
   */
  readonly drift: readonly PlanItem[];
  /** Who started or stopped the streams in `drift` whose status differs. */
  readonly actors: Actors;
  readonly exitCode: Result['exitCode'];
}

/** Akamai allows this many requests at once, and then one every three seconds. */
const READ_AT_ONCE = 20;

/**
 * Estimates how many streams a plan of all manifests has to read, since the version cache does not have them.
 * @returns 0 if these are few enough to be read at once
 */
export async function countUnread(context: Context, options: PlanOptions): Promise<number> {
  const { manifests } = await loadManifests({
    directory: options.streams,
    configuration: options.configuration,
  });
  if (manifests.length <= READ_AT_ONCE) return 0;
  const { cache } = await openConnection(context, options);
  const state = await cache.inspect();
  const unread = manifests.length - (state.tag === 'usable' ? state.streams : 0);
  return unread > READ_AT_ONCE ? unread : 0;
}

/**
 * Plans a change request: all changes, those that the change under review causes, and the drift that it
 * would overwrite.
 * @param since plans only the manifests that the change modifies
 */
export async function planChange(
  context: Context,
  options: PlanOptions,
  before?: FilesBefore,
  since?: Comparison['since'],
): Promise<ChangePlan | (PlanResult<Connection> & { readonly tag: 'rejected' })> {
  const gathered = await readAndPlan(
    context,
    options,
    openConnection,
    before &&
      (async (now) => ({ before: manifestsBefore(now, before, options.streams), ...defined({ since }) })),
  );
  if (gathered.tag === 'rejected') return gathered;
  const { connection } = gathered;
  const earlier = before && manifestsBefore(manifestsNow(gathered), before, options.streams);
  const changed = earlier && causedNames(context, gathered, earlier);
  const drift = earlier ? driftOf(context, gathered, earlier) : [];
  const actors = await actorsOf(context, connection, drift);
  const requests = { ...gathered.plan.requests, used: connection.requests() };
  const plan: Plan = { ...gathered.plan, requests };
  await savePlan(context, options, plan, gathered);
  // Not part of the saved plan and of the approvals: what is applied does not depend on properties.
  const check = options.checkProperties ? await checkProperties(context, gathered) : {};
  return {
    tag: 'planned',
    plan: { ...plan, requests: { ...requests, used: connection.requests() }, ...check },
    approvals: approvalsOf(plan, context.hash).filter(
      (one) => isStream(one) || changed?.has(one.name) !== false,
    ),
    ...defined({ changed }),
    drift,
    actors,
    exitCode: planExitCode(plan, options.detailedExitcode),
  };
}

/** The changes of the previous manifests that applying the change under review includes. */
function driftOf(
  context: Context,
  planned: Planned<Connection>,
  before: RepositoryManifests,
): readonly PlanItem[] {
  const now = new Map(planned.plan.items.map((item) => [item.name, item]));
  const differing = differingFrom(context, planned, before).filter(acts);
  return differing.filter((item) => undoes(now.get(item.name), item));
}

/**
 * Whether applying the change overwrites the drift. A change that adopts the live values, or stops managing
 * the stream, overwrites nothing.
 */
function undoes(now: PlanItem | undefined, drifted: PlanItem): boolean {
  if (!now || !acts(now)) return false;
  const written = new Set(now.changes.map(({ path }) => path));
  return drifted.changes.length === 0 || drifted.changes.some(({ path }) => written.has(path));
}
