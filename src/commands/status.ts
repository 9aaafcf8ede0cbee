import { movements } from '../apply/journal.ts';
import { observe } from '../apply/observe.ts';
import type { Activation } from '../model/observed.ts';
import type { Plan } from '../model/plan.ts';
import type { StatusReport } from '../model/status.ts';
import { DEFAULT_LIMITS, type Observed } from '../plan/observed.ts';
import { makePlan } from '../plan/plan.ts';
import {
  historiesToRead,
  historyKey,
  type StartedMovement,
  type StatusInput,
  statusReport,
} from '../plan/status.ts';
import { renderStatus } from '../render/status.ts';
import { JOURNAL, pollInterval } from './apply.ts';
import type { Context, Result } from './context.ts';
import { type Gathered, gather } from './gather.ts';
import type { StatusOptions } from './options.ts';

type Planned = Extract<Gathered, { tag: 'planned' }>;

/** Says how each managed stream does; with `wait`, follows until nothing is in motion. */
export async function status(context: Context, options: StatusOptions): Promise<Result> {
  const gathered = await gather(context, { ...options, rotate: [], allow: {} });
  if (gathered.tag === 'rejected') return gathered.result;
  let report = await reportOf(context, options, gathered, gathered);
  if (options.wait !== undefined) report = await follow(context, options, gathered, report);
  const moving = report.items.some(isMoving);
  return {
    output: renderStatus(report, { ...options, now: context.clock.now() }),
    exitCode: options.detailedExitcode && moving ? 2 : 0,
  };
}

/** Looks again at every interval: one list call per log type, whatever the number of streams. */
async function follow(
  context: Context,
  options: StatusOptions,
  gathered: Planned,
  first: StatusReport,
): Promise<StatusReport> {
  const began = context.clock.now();
  let report = first;
  while (report.items.some(isMoving) && context.clock.now() - began < (options.wait ?? 0)) {
    if (context.signal.aborted) break;
    announce(context, report, began);
    await pause(context, pollInterval(options, gathered.connection));
    const observed = await look(context, gathered);
    report = await reportOf(context, options, gathered, {
      plan: replan(context, gathered, observed),
      observed,
    });
  }
  return report;
}

function announce(context: Context, report: StatusReport, began: number): void {
  const moving = report.items.filter(isMoving);
  const [one] = moving;
  if (!one) return;
  const name = moving.length === 1 ? one.name : `${one.name} and ${moving.length - 1} more`;
  const elapsed = context.clock.now() - began;
  context.listen({ tag: 'waiting', name, status: one.status, until: 'settled', elapsed });
}

/** Ctrl-C ends the pause, and with it the wait; what is known by then is still told. */
async function pause(context: Context, milliseconds: number): Promise<void> {
  try {
    await context.clock.sleep(milliseconds, context.signal);
  } catch (error) {
    if (!context.signal.aborted) throw error;
  }
}

function look(context: Context, { manifests, connection }: Planned): Promise<Observed> {
  return observe(manifests, {
    reader: connection.reader,
    cache: connection.cache,
    target: connection.target,
    hash: context.hash,
    clock: context.clock,
    listen: context.listen,
  });
}

function replan(context: Context, { manifests, connection }: Planned, observed: Observed): Plan {
  return makePlan({
    target: connection.target,
    manifests,
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
  { manifests, connection }: Planned,
  { plan, observed }: Pick<Planned, 'plan' | 'observed'>,
): Promise<StatusReport> {
  const journal = (await context.files.exists(JOURNAL)) ? await context.files.read(JOURNAL) : '';
  const started = movements(journal, plan.target);
  return statusReport({
    plan,
    manifests,
    observed,
    now: context.clock.now(),
    movements: started,
    histories: await histories(connection, observed, started),
    ...(options.overdue === undefined ? {} : { overdueMinutes: options.overdue / 60_000 }),
  });
}

/** Only for streams that are not where a recorded movement was to take them: did it fall back, or was it moved on? */
async function histories(
  { reader }: Planned['connection'],
  observed: Observed,
  started: readonly StartedMovement[],
): Promise<NonNullable<StatusInput['histories']>> {
  const read = new Map<string, readonly Activation[]>();
  for (const { collection, streamId } of historiesToRead(observed, started)) {
    read.set(historyKey(collection, streamId), await reader.activationHistory(collection, streamId));
  }
  return read;
}

function isMoving(item: StatusReport['items'][number]): boolean {
  return item.condition === 'moving' || item.condition === 'overdue';
}
