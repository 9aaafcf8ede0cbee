import { ApiError } from '../api/errors/errors.ts';
import { isForGood } from '../apply/items/messages.ts';
import { observe } from '../apply/observe/observe.ts';
import type { Observed } from '../model/account.ts';
import { defined } from '../model/defined.ts';
import type { AwaitedResource } from '../model/event.ts';
import { streamPhase } from '../model/phase.ts';
import type { Plan } from '../model/plan.ts';
import { DEFAULT_LIMITS } from '../model/safety-limits.ts';
import type { StatusItem, StatusReport } from '../model/status.ts';
import { makePlan } from '../plan/plan.ts';
import { statusReport } from '../plan/status.ts';
import { nextLook } from '../plan/steps/next-look.ts';
import { likelyTime, transitionTime } from '../plan/steps/transition-time.ts';
import { renderStatus } from '../render/status/status.ts';
import { readHistories } from './session/activation-histories.ts';
import { pollInterval } from './session/carry-out.ts';
import { checkProperties } from './session/check-properties.ts';
import { type Connection, observePorts, openConnection } from './session/connection.ts';
import type { Context, Result } from './session/context.ts';
import type { StatusOptions } from './session/options.ts';
import { type Planned, readAndPlan } from './session/read-and-plan.ts';
import { recordTransitions } from './session/record-transitions.ts';
import { findSubjects } from './verify/subjects.ts';
import { verifyStreams } from './verify/verify-streams.ts';

type PlannedAccount = Planned<Connection>;

/** Reports the state of each managed stream. With `wait`, follows the streams until none is in transition. */
export async function status(context: Context, options: StatusOptions): Promise<Result> {
  const gathered = await readAndPlan(
    context,
    { ...options, rotate: [], allow: {}, command: 'status', isForStreams: true },
    openConnection,
  );
  if (gathered.tag === 'rejected') return gathered.result;
  let report = await reportOf(context, options, gathered, gathered);
  if (options.wait !== undefined) report = await follow(context, options, gathered, report);
  report = await withChecks(context, options, gathered, report);
  const inTransition = report.items.some(isInTransition);
  return {
    output: renderStatus(report, { ...options, now: context.clock.now() }),
    exitCode: options.detailedExitcode && inTransition ? 2 : 0,
  };
}

/**
 * Looks again at every interval: one list call per log type, for any number of streams. After a failed look,
 * the next one follows, unless the failure is permanent.
 */
async function follow(
  context: Context,
  options: StatusOptions,
  gathered: PlannedAccount,
  first: StatusReport,
): Promise<StatusReport> {
  const began = context.clock.now();
  const end = context.clock.monotonic() + (options.wait ?? 0);
  const left = () => end - context.clock.monotonic();
  const followed = new Set<string>();
  const looks: number[] = [];
  let report = first;
  while (report.items.some(isInTransition) && left() > 0) {
    if (context.signal.aborted) break;
    announce(context, report, began, followed);
    const interval =
      pollInterval(options, gathered.connection) ?? untilNextLook(context, report, began, looks);
    await pause(context, Math.min(interval, left()));
    looks.push(context.clock.monotonic());
    report = (await lookAgain(context, options, gathered)) ?? report;
  }
  return report;
}

/** How long to wait for the next look without a fixed interval, milliseconds. */
function untilNextLook(
  { clock }: Context,
  { items }: StatusReport,
  began: number,
  looks: readonly number[],
): number {
  const now = clock.monotonic();
  const awaited = items.filter(isInTransition).map((item) => {
    const { since = item.firstSeen } = item;
    const age = clock.now() - (since === undefined ? began : Date.parse(since));
    return { startedAt: now - age, lasts: likelyTime(item) };
  });
  return nextLook(now, awaited, looks) - now;
}

async function lookAgain(
  context: Context,
  options: StatusOptions,
  gathered: PlannedAccount,
): Promise<StatusReport | undefined> {
  if (context.signal.aborted) return undefined;
  try {
    const readAt = context.clock.now();
    const observed = await look(context, gathered);
    const plan = replan(context, gathered, observed);
    return await reportOf(context, options, gathered, { plan, observed, readAt });
  } catch (error) {
    if (error instanceof ApiError && !isForGood(error)) return undefined;
    throw error;
  }
}

/** @param followed names of the streams that have been in transition at any look so far */
function announce(context: Context, report: StatusReport, began: number, followed: Set<string>): void {
  for (const { name } of report.items.filter(isInTransition)) followed.add(name);
  const streams = report.items
    .filter(({ name }) => followed.has(name))
    .map((item) => awaitedStream(item, report.target, began));
  context.listen({ tag: 'waiting', began, streams });
}

function awaitedStream(item: StatusItem, target: string, began: number): AwaitedResource {
  const { name, kind, status } = item;
  const phase = streamPhase(status);
  if (phase.tag !== 'in-transition') {
    const goal = item.wanted === 'active' ? 'ACTIVATED' : 'DEACTIVATED';
    return { name, kind, status, goal, progress: item.condition === 'stable' ? 'done' : 'failed' };
  }
  const since = item.since === undefined ? undefined : Date.parse(item.since);
  const seen = item.firstSeen === undefined ? began : Date.parse(item.firstSeen);
  return {
    name,
    kind,
    status,
    progress: 'in-transition',
    goal: phase.towards,
    ...defined({ since }),
    expectedEnd: (since ?? seen) + transitionTime(item, target),
  };
}

/** Pauses. Ctrl-C ends the pause and the wait; the result so far is still reported. */
async function pause(context: Context, milliseconds: number): Promise<void> {
  try {
    await context.clock.sleep(milliseconds, context.signal);
  } catch (error) {
    if (!context.signal.aborted) throw error;
  }
}

function look(context: Context, { manifests, choice, connection }: PlannedAccount): Promise<Observed> {
  return observe(manifests, observePorts(context, connection, choice.manifests));
}

function replan(context: Context, { choice, connection }: PlannedAccount, observed: Observed): Plan {
  return makePlan({
    target: connection.target,
    ...choice,
    observed,
    limits: DEFAULT_LIMITS,
    rotate: [],
    requestsUsed: connection.requests(),
    hash: context.hash,
  });
}

async function reportOf(
  context: Context,
  options: StatusOptions,
  { manifests, properties, connection }: PlannedAccount,
  look: Pick<PlannedAccount, 'plan' | 'observed' | 'readAt'>,
): Promise<StatusReport> {
  const { plan, observed } = look;
  const { transitions, sightings } = await recordTransitions(context, connection, look);
  const report = statusReport({
    plan,
    manifests,
    observed,
    now: context.clock.now(),
    transitions,
    sightings,
    histories: await readHistories(connection.reader, observed, transitions),
    ...(options.overdue === undefined ? {} : { overdueMinutes: options.overdue / 60_000 }),
  });
  const propertyCount = properties.flatMap((manifest) => manifest.properties).length;
  return propertyCount === 0 ? report : { ...report, propertyCount };
}

/** Adds the check of the properties, and to each stream whether its logs arrive. */
async function withChecks(
  context: Context,
  options: StatusOptions,
  gathered: PlannedAccount,
  report: StatusReport,
): Promise<StatusReport> {
  if (!(options.checkProperties || options.delivery)) return report;
  // After a wait, streams have other states than before it.
  const observed = options.wait === undefined ? gathered.observed : await look(context, gathered);
  const account = { ...gathered, observed };
  const check = options.checkProperties ? await checkProperties(context, account) : {};
  const items = options.delivery ? await withDelivery(context, account, report.items) : report.items;
  return { ...report, ...check, items };
}

async function withDelivery(
  { clock }: Context,
  { connection, manifests, choice, observed }: PlannedAccount,
  items: readonly StatusItem[],
): Promise<readonly StatusItem[]> {
  const verified = await verifyStreams(
    { ...connection, clock },
    {
      subjects: findSubjects(manifests, choice.manifests, observed),
      listed: [...observed.rows.values()].flat(),
    },
  );
  const deliveries = new Map(verified.map(({ item }) => [item.name, item.delivery]));
  return items.map((item) => ({ ...item, ...defined({ delivery: deliveries.get(item.name) }) }));
}

function isInTransition(item: StatusReport['items'][number]): boolean {
  return item.condition === 'in-transition' || item.condition === 'overdue';
}
