import type { Listed } from '../model/account.ts';
import { COLLECTION_OF_IDS, collectionKey, collectionOf, isStream } from '../model/collection.ts';
import type { StreamRow, UnusableRow } from '../model/observed.ts';
import type { Plan, Refusal } from '../model/plan.ts';
import { checkSaved, parsePlan } from '../plan/saved/saved-plan.ts';
import { renderApply } from '../render/apply/apply.ts';
import { renderPlan } from '../render/plan/plan.ts';
import { carryOut, type Ready, readyFrom, withFreezes } from './session/carry-out.ts';
import { type Connection, exclusively, type OpenToWrite, simulatedAccount } from './session/connection.ts';
import { type Context, type Result, UsageError } from './session/context.ts';
import { applyExitCode } from './session/exit-codes.ts';
import type { ApplyOptions } from './session/options.ts';
import { limits, readAndPlan } from './session/read-and-plan.ts';
import { recordTransitions } from './session/record-transitions.ts';
import { applyProblems } from './session/run-problems.ts';

const NO_TERMINAL =
  'not a terminal: pass --yes to apply without confirmation, or --plan FILE to apply a saved plan';

/**
 * Takes the next possible steps of each stream, from a plan that is created now or from a saved one without
 * changes.
 */
export async function apply(context: Context, options: ApplyOptions): Promise<Result> {
  await requireSecretsFolder(context, options.secretsDir);
  return exclusively(context, (open) => applyWith(context, options, open));
}

async function applyWith(context: Context, options: ApplyOptions, open: OpenToWrite): Promise<Result> {
  const ready = options.plan
    ? await reopen(context, options, options.plan, open)
    : await prepare(context, options, open);
  if ('exitCode' in ready) return ready;
  const checked = { ...ready, plan: withFreezes(context, options, ready.plan) };
  printPlan(context, options, checked.plan);
  const plan = await withConsent(context, options, checked);
  const outcome = await carryOut(context, options, { ...ready, plan });
  return {
    output: renderApply(outcome, plan, options),
    exitCode: applyExitCode(context, outcome, options.detailedExitcode),
    outcome: outcome.outcome,
    problems: applyProblems(outcome),
  };
}

async function prepare(context: Context, options: ApplyOptions, open: OpenToWrite): Promise<Ready | Result> {
  const gathered = await readAndPlan(context, { ...options, command: 'apply' }, open);
  if (gathered.tag === 'rejected') return gathered.result;
  await recordTransitions(context, gathered.connection, gathered);
  return readyFrom(gathered);
}

/**
 * Opens a saved plan. Manifests are not read again. One list call per collection checks whether the plan is
 * still valid.
 */
async function reopen(
  context: Context,
  options: ApplyOptions,
  file: string,
  open: OpenToWrite,
): Promise<Ready> {
  const saved = parsePlan(await context.files.read(file), context.hash);
  if (typeof saved === 'string') throw new UsageError(`${file}: ${saved}`);
  const { account: _account, origin: _origin, ...plan } = saved;
  if (options.rotate.length > 0 || options.only.length > 0) {
    throw new UsageError(
      'A saved plan is applied as a whole: remove --only and --rotate, or use them with `plan`.',
    );
  }
  const connection = await open(context, options);
  const readAt = context.clock.now();
  const listed: Listed =
    plan.target === connection.target ? await listAll(connection, plan) : { rows: new Map() };
  await recordTransitions(context, connection, { plan, observed: listed, readAt });
  const refusals: readonly Refusal[] = checkSaved(saved, {
    ...simulatedAccount(connection, context.hash),
    ...listed,
    target: connection.target,
    limits: limits(options),
    policies: options.configuration?.policies ?? [],
  });
  return {
    plan: { ...plan, applyable: refusals.length === 0, refusals },
    connection,
    names: new Map(),
    rows: listed.rows,
  };
}

async function listAll(connection: Connection, plan: Plan): Promise<Required<Listed>> {
  const rows = new Map<string, readonly StreamRow[]>();
  const unusable = new Map<string, readonly UnusableRow[]>();
  const isForProperties = plan.items.some((item) => !isStream(item));
  // The limit of streams of a property does not count those that are inactive.
  const further = isForProperties ? [COLLECTION_OF_IDS] : [];
  for (const collection of [...plan.items.filter(isStream).map(collectionOf), ...further]) {
    const key = collectionKey(collection);
    if (rows.has(key)) continue;
    const listed = await connection.reader.list(collection);
    rows.set(key, listed.rows);
    unusable.set(key, listed.unusable);
  }
  return { rows, unusable };
}

/** Prints the plan before it is applied, so that the log of a run shows what it changed. */
export function printPlan(context: Context, options: ApplyOptions, plan: Plan): void {
  if (plan.refusals.length > 0 || plan.items.every(({ steps }) => steps.length === 0)) return;
  context.say(renderPlan(plan, { ...options, format: 'terminal' }));
}

/**
 * Returns the plan unchanged if its writes are confirmed: by an option, by the use of a saved plan, or by
 * `yes` at the terminal. Otherwise returns the same plan, refused.
 */
async function withConsent(
  context: Context,
  options: ApplyOptions,
  { plan, connection }: Ready,
): Promise<Plan> {
  const writes = plan.items.some(({ steps }) => steps.some((step) => step.do !== 'await'));
  const isAgreed = options.yes || options.plan !== undefined || connection.simulated;
  if (plan.refusals.length > 0 || !writes || isAgreed) return plan;
  if (!context.ask) return withoutConsent(plan, NO_TERMINAL);
  const answer = await context.ask(`Apply this to ${plan.target}? Only 'yes' is accepted to confirm: `);
  return answer.trim() === 'yes' ? plan : withoutConsent(plan, 'Apply cancelled.');
}

function withoutConsent(plan: Plan, message: string): Plan {
  return { ...plan, applyable: false, refusals: [{ code: 'no-consent', message, names: [] }] };
}

/**
 * Checks the folder of `--secrets-dir` before anything is read, even if no reference of this run needs it.
 * @throws {UsageError}
 */
async function requireSecretsFolder(context: Context, folder: string | undefined): Promise<void> {
  // A path below a file does not exist either.
  if (folder === undefined || (await context.files.exists(`${folder}/.`))) return;
  throw new UsageError(`The folder ${folder} of --secrets-dir does not exist. Check its path.`);
}
