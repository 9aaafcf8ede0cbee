import { keepingReads } from '../apply/cache.ts';
import { applyPlan } from '../apply/execute.ts';
import { fileJournal, JOURNAL } from '../apply/journal.ts';
import type { TextGuard } from '../apply/scrub.ts';
import { type SecretSource, secretSource } from '../apply/secrets.ts';
import { resolvedFaults } from '../manifest/resolved-values.ts';
import { collectionKey, collectionOf } from '../model/collection.ts';
import type { StreamRow } from '../model/observed.ts';
import type { ApplyOutcome } from '../model/outcome.ts';
import type { Plan, Refusal } from '../model/plan.ts';
import type { Names } from '../plan/observed.ts';
import { checkSaved, parsePlan } from '../plan/saved.ts';
import { renderApply } from '../render/apply.ts';
import { renderPlan } from '../render/plan.ts';
import { type Connection, openToWrite, type WritingConnection } from './connection.ts';
import { type Context, type Result, UsageError } from './context.ts';
import { gather, limits, type Planned } from './gather.ts';
import type { ApplyOptions, WaitOptions } from './options.ts';

const POLL = 60_000;
const POLL_SIMULATOR = 1000;

/** A plan to obey and what was read on the way to it. */
export interface Ready {
  readonly plan: Plan;
  readonly connection: WritingConnection;
  readonly names: Names;
  readonly rows: ReadonlyMap<string, readonly StreamRow[]>;
}

/** Takes each stream's next legal steps: by a plan made now, or by exactly a saved one. */
export async function apply(context: Context, options: ApplyOptions): Promise<Result> {
  const ready = options.plan ? await reopen(context, options, options.plan) : await prepare(context, options);
  if ('exitCode' in ready) return ready;
  if (ready.plan.refusals.length === 0 && !(await agreed(context, options, ready))) {
    const output = `Target: ${ready.plan.target}\nNothing was written: the plan was not agreed to.`;
    return { output, exitCode: 3 };
  }
  const outcome = await carryOut(context, options, ready);
  return {
    output: renderApply(outcome, options),
    exitCode: applyExitCode(outcome, options.detailedExitcode),
  };
}

async function prepare(context: Context, options: ApplyOptions): Promise<Ready | Result> {
  const gathered = await gather(context, { ...options, command: 'apply' }, openToWrite);
  return gathered.tag === 'rejected' ? gathered.result : readyFrom(gathered);
}

/** A plan that was made now, ready to be obeyed. */
export function readyFrom({ plan, observed, connection }: Planned<WritingConnection>): Ready {
  return { plan, connection, names: observed.names, rows: observed.rows };
}

/** A saved plan: manifests are not read again, one list call per collection tells whether it still holds. */
async function reopen(context: Context, options: ApplyOptions, file: string): Promise<Ready> {
  const plan = parsePlan(await context.files.read(file), context.hash);
  if (typeof plan === 'string') throw new UsageError(`${file}: ${plan}`);
  if (options.rotate.length > 0 || options.only.length > 0) {
    throw new UsageError(
      'A saved plan is applied whole: leave out --only and --rotate, or name them when planning.',
    );
  }
  const connection = await openToWrite(context, options);
  const rows = plan.target === connection.target ? await listAll(connection, plan) : new Map();
  const refusals: readonly Refusal[] = checkSaved(plan, {
    rows,
    target: connection.target,
    limits: limits(options.allow),
  });
  return {
    plan: { ...plan, applyable: refusals.length === 0, refusals },
    connection,
    names: new Map(),
    rows,
  };
}

async function listAll(connection: Connection, plan: Plan): Promise<Ready['rows']> {
  const rows = new Map<string, readonly StreamRow[]>();
  for (const item of plan.items) {
    const collection = collectionOf(item);
    const key = collectionKey(collection);
    if (!rows.has(key)) rows.set(key, await connection.reader.list(collection));
  }
  return rows;
}

/** Asks for the word `yes` where a person sits, the account is real and the plan was not reviewed before. */
async function agreed(
  context: Context,
  options: ApplyOptions,
  { plan, connection }: Ready,
): Promise<boolean> {
  const nothing = plan.items.every((item) => item.steps.every((step) => step.do === 'await'));
  if (options.yes || options.plan || connection.simulated || !context.ask || nothing) return true;
  context.say(renderPlan(plan, { ...options, format: 'terminal' }));
  return (await context.ask(`Apply this to ${plan.target}? Only "yes" goes on: `)).trim() === 'yes';
}

/** Where a run's secrets come from. @param guard of the connection that they are sent over, if any */
export function secretsFor(context: Context, options: ApplyOptions, guard?: TextGuard): SecretSource {
  const places = {
    env: context.secrets?.values ?? context.env,
    ...(context.secrets ? { envFile: context.secrets.file } : {}),
    manifestDirectory: options.streams,
    ...(options.secretsDirectory ? { secretsDirectory: options.secretsDirectory } : {}),
  };
  return secretSource(places, guard, resolvedFaults);
}

/** Obeys a plan. Nobody is asked. */
export async function carryOut(context: Context, options: ApplyOptions, ready: Ready): Promise<ApplyOutcome> {
  const { connection } = ready;
  return applyPlan(
    ready.plan,
    {
      reader: keepingReads(connection, context.hash),
      writer: connection.writer,
      secrets: secretsFor(context, options, connection.guard),
      journal: fileJournal({
        file: JOURNAL,
        target: connection.account,
        clock: context.clock,
        listen: context.listen,
      }),
      clock: context.clock,
      hash: context.hash,
      listen: context.listen,
      names: ready.names,
      startRows: ready.rows,
      signal: context.signal,
      requests: connection.requests,
    },
    {
      poll: pollInterval(options, connection),
      ...(options.wait === undefined ? {} : { wait: options.wait }),
      ...(options.lookup === undefined ? {} : { lookup: options.lookup }),
    },
  );
}

/** How an apply ends for whoever called it. */
export function applyExitCode(outcome: ApplyOutcome, detailed: boolean): Result['exitCode'] {
  switch (outcome.outcome) {
    case 'refused':
      return 3;
    case 'failed':
      return 1;
    case 'progressing':
      return detailed ? 2 : 0;
    case 'converged':
      return 0;
    default:
      return outcome.outcome satisfies never;
  }
}

/** How often to look while waiting: as asked, or every minute; every second where a movement lasts seconds. */
export function pollInterval(options: WaitOptions, connection: Pick<Connection, 'simulated'>): number {
  return options.poll ?? (connection.simulated ? POLL_SIMULATOR : POLL);
}
