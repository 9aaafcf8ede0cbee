import { desiredDigest } from '../../approval/approval.ts';
import { type OpenStream, openWork } from '../../approval/pending-steps.ts';
import { carryOut, readyFrom, secretsFor, type UnattendedOptions } from '../../commands/session/carry-out.ts';
import type { OpenToWrite } from '../../commands/session/connection.ts';
import type { Context } from '../../commands/session/context.ts';
import { readAndPlan } from '../../commands/session/read-and-plan.ts';
import type { LatestRecord, StreamRecord } from '../../model/approval.ts';
import type { ApplyOutcome, ItemOutcome } from '../../model/outcome.ts';
import type { Plan } from '../../model/plan.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { identityOf, idMember, idOf } from '../../model/resource-key.ts';
import { type Limits, limitsFrom } from '../../model/safety-limits.ts';
import { restrictPlan } from '../../plan/subset.ts';
import { recordedBase, recordsOf } from './apply-records.ts';
import { lackingSecrets, type WithoutSecrets } from './missing-secrets.ts';

/** What a watch did about the steps that were due. */
export interface TakenSteps {
  /** The result of the steps that were due; absent if there were none. */
  readonly outcome?: ApplyOutcome;
  /** The records after these steps, for streams without a failed step. */
  readonly streams: readonly StreamRecord[];
  /** Streams with a failed step, with the steps that will not be taken any more. */
  readonly failed: readonly StreamRecord[];
  /** Streams whose step is still due, because it would send secrets that are not available. */
  readonly withoutSecrets: readonly WithoutSecrets[];
}

/** The apply that recorded the steps has counted them against the limits that were allowed then. */
const UNLIMITED: Limits = { ...limitsFrom(() => Infinity), delete: 0 };

/**
 * Reads again before it writes, with the client that can write. A step that was due before still has to be
 * due.
 *
 * @param before the names of what was due
 * @returns undefined if the manifests have errors by now, so that nothing is taken
 */
export async function takeDue(
  context: Context,
  options: UnattendedOptions,
  records: readonly LatestRecord[],
  before: ReadonlySet<string>,
  openAgain: OpenToWrite,
): Promise<Partial<TakenSteps> | undefined> {
  const gathered = await readAndPlan(context, options, openAgain);
  if (gathered.tag === 'rejected') return undefined;
  const { plan } = gathered;
  const still = dueNames(openWork(plan, records, context.hash));
  const due = new Set([...before].filter((name) => still.has(name)));
  const secrets = secretsFor(context, options);
  const withoutSecrets = await lackingSecrets(restrictPlan(plan, due, UNLIMITED, context.hash), secrets);
  const lacking = new Set(withoutSecrets.map(({ name }) => name));
  const able = new Set([...due].filter((name) => !lacking.has(name)));
  if (able.size === 0 && lacking.size > 0) return { withoutSecrets };
  const chosen = restrictPlan(plan, able, UNLIMITED, context.hash, true);
  const outcome = await carryOut(context, options, readyFrom({ ...gathered, plan: chosen }));
  return { outcome, withoutSecrets, ...leftBehind(chosen, outcome, context.hash) };
}

/**
 * The records after the steps. A failed stream is returned separately, even if nothing was done to it,
 * because no later watch may try it again.
 */
function leftBehind(
  plan: Plan,
  outcome: ApplyOutcome,
  hash: Context['hash'],
): Pick<TakenSteps, 'streams' | 'failed'> {
  const failed = outcome.items.filter(hasFailed);
  const names = new Set(failed.map(({ name }) => name));
  return {
    streams: recordsOf(plan, outcome, hash).filter(({ name }) => !names.has(name)),
    failed: failed.flatMap((result) => {
      const item = plan.items.find(({ name }) => name === result.name);
      return item ? [failedRecord(plan, item, result, hash)] : [];
    }),
  };
}

function failedRecord(plan: Plan, item: PlanItem, result: ItemOutcome, hash: Context['hash']): StreamRecord {
  const { version = item.baseVersion, status = item.status } = result;
  const untaken = item.steps.filter((_, place) => result.steps[place]?.result !== 'done');
  return {
    ...identityOf(item),
    ...idMember(item, idOf(result) ?? idOf(item)),
    desired: desiredDigest(plan.target, item, hash),
    ...recordedBase(item),
    ...(version === undefined ? {} : { version }),
    ...(status === undefined ? {} : { status }),
    left: untaken.length > 0 ? untaken : item.steps,
  };
}

/** Whether a stream was not processed as far as possible: a step failed, or the item was blocked. */
function hasFailed({ reason, steps }: ItemOutcome): boolean {
  return reason !== undefined || steps.some(({ result }) => result === 'failed');
}

/** Returns the names of the items whose recorded next step may be taken. */
export function dueNames(open: readonly OpenStream[]): ReadonlySet<string> {
  return new Set(open.flatMap((one) => (one.tag === 'due' ? [one.item.name] : [])));
}
