import { applyPlan } from '../../apply/execute/apply-plan.ts';
import { checkSecrets } from '../../apply/execute/check-secrets.ts';
import { fileJournal, JOURNAL } from '../../apply/files/journal.ts';
import { dropNames, namesKey } from '../../apply/observe/version-cache.ts';
import { type SecretSource, secretSource } from '../../apply/secrets/resolve.ts';
import { resolvedFaults } from '../../manifest/rules/resolved-values.ts';
import type { Names } from '../../model/account.ts';
import { defined } from '../../model/defined.ts';
import { type Freeze, type FreezeOverride, freezeStatus, isHeldByFreeze } from '../../model/freeze.ts';
import type { StreamRow } from '../../model/observed.ts';
import type { ApplyOutcome } from '../../model/outcome.ts';
import type { Plan } from '../../model/plan.ts';
import type { TimeWindow } from '../../model/time-window.ts';
import { freezeRefusals } from '../../plan/resources/freeze-refusals.ts';
import { requestsOf } from '../../plan/resources/requests.ts';
import type { Redaction } from '../../redaction/run-redaction.ts';
import type { Connection, WritingConnection } from './connection.ts';
import type { Context } from './context.ts';
import type { ConfigurationOptions, WaitOptions } from './option-groups.ts';
import type { ApplyOptions } from './options.ts';
import { limits, type Planned } from './read-and-plan.ts';

/** The interval between two looks while waiting in the embedded simulator. Milliseconds. */
const POLL_SIMULATOR = 1000;

/** A plan to apply, and what was read to create it. */
export interface Ready {
  readonly plan: Plan;
  readonly connection: WritingConnection;
  readonly names: Names;
  readonly rows: ReadonlyMap<string, readonly StreamRow[]>;
}

/**
 * Prepares a plan that was created now, or a part of one, to be applied. Names that planning has just looked
 * up are not looked up again, so the plan needs fewer requests than in a later run.
 */
export function readyFrom({
  plan,
  observed: { names, rows },
  connection,
}: Pick<Planned<WritingConnection>, 'plan' | 'observed' | 'connection'>): Ready {
  const requests = requestsOf(plan.items, plan.requests.used, {
    rows,
    isLookedUp: (collection, role, place) => connection.remembersNames(namesKey(collection, role, place)),
  });
  return { plan: { ...plan, requests }, connection, names, rows };
}

/** The options of an apply that may be unattended. */
export interface UnattendedOptions extends ApplyOptions {
  /** When steps of properties may be taken. Absent: always. */
  readonly propertyWindow?: TimeWindow;
}

/** Applies a plan without confirmation. If one of its secrets is missing, nothing is written. */
export async function carryOut(
  context: Context,
  options: UnattendedOptions,
  ready: Ready,
): Promise<ApplyOutcome> {
  const { connection } = ready;
  const freezeOverride = overriddenFreeze(context, options, ready.plan);
  const secrets = secretsFor(context, options, connection.redaction);
  const missing = await checkSecrets(ready.plan, secrets);
  if (missing) return { ...missing, requests: connection.requests() };
  const outcome = await applyPlan(
    ready.plan,
    {
      reader: connection.reader,
      cache: connection.cache,
      dropNames: async (collection, role, place) => {
        const key = namesKey(collection, role, place);
        connection.forgetNames(key);
        await dropNames(connection.cache, key, context.clock.now());
      },
      writer: connection.writer,
      propertyWriter: connection.propertyWriter,
      secrets,
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
      ...defined({
        poll: pollInterval(options, connection),
        wait: options.wait,
        lookup: options.lookup,
        newWarnings: limits(options).warnings,
        propertyWindow: options.propertyWindow,
        freezes: freezesFor(options),
      }),
    },
  );
  return { ...outcome, ...defined({ freezeOverride }) };
}

type FreezeOptions = Pick<ApplyOptions, 'overrideFreeze'> & ConfigurationOptions;

/** Returns the freezes that hold steps of this run back. */
function freezesFor({ overrideFreeze, configuration }: FreezeOptions): readonly Freeze[] {
  return overrideFreeze === undefined ? (configuration?.freezes ?? []) : [];
}

/** Returns the plan, refused if a freeze is in force that holds all of it back. */
export function withFreezes({ clock }: Pick<Context, 'clock'>, options: FreezeOptions, plan: Plan): Plan {
  const refusals = freezeRefusals(plan.items, freezesFor(options), clock.now());
  if (refusals.length === 0) return plan;
  return { ...plan, applyable: false, refusals: [...plan.refusals, ...refusals] };
}

/** Returns the freeze that the run overrides, for its result. */
function overriddenFreeze(
  { clock }: Pick<Context, 'clock'>,
  { overrideFreeze: reason, configuration }: FreezeOptions,
  { items }: Plan,
): FreezeOverride | undefined {
  if (reason === undefined || !items.some(({ steps }) => steps.some(isHeldByFreeze))) return undefined;
  const freeze = freezeStatus(configuration?.freezes ?? [], clock.now());
  return freeze?.inForce ? { reason, when: freeze.when, source: freeze.source } : undefined;
}

/**
 * Returns the interval between two looks while waiting: the option's value or, in the embedded simulator, where a
 * transition lasts seconds, one second. Otherwise there is no fixed interval (`nextLook`).
 */
export function pollInterval(
  options: WaitOptions,
  connection: Pick<Connection, 'simulated'>,
): number | undefined {
  return options.poll ?? (connection.simulated ? POLL_SIMULATOR : undefined);
}

/**
 * Creates the source of the secrets of a run.
 * @param redaction of the connection that sends them, if there is one
 */
export function secretsFor(
  context: Context,
  options: Pick<ApplyOptions, 'streams' | 'secretsDir'> & ConfigurationOptions,
  redaction?: Redaction,
): SecretSource {
  const places = {
    env: context.secrets?.values ?? context.env,
    ...(context.secrets ? { envFile: context.secrets.file } : {}),
    manifestDirectory: options.streams,
    ...(options.secretsDir ? { secretsDirectory: options.secretsDir } : {}),
    ...defined({ allowed: options.configuration?.allowedSecrets }),
  };
  return secretSource(places, redaction, resolvedFaults);
}
