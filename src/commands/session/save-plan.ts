import { digestManifests } from '../../manifest/previous-manifests.ts';
import { defined } from '../../model/defined.ts';
import type { Plan, PlanOrigin } from '../../model/plan.ts';
import { withDigest } from '../../plan/saved/saved-plan.ts';
import { planFileText } from '../../render/plan/json.ts';
import { type Connection, simulatedAccount } from './connection.ts';
import type { Context } from './context.ts';
import type { PlanOptions } from './options.ts';
import type { Planned } from './read-and-plan.ts';

/**
 * Saves a plan to the file of `--out`, if one was given, with everything that apply needs except secrets.
 *
 * @throws {UsageError} if the file cannot be written
 */
export async function savePlan(
  context: Context,
  options: PlanOptions,
  plan: Plan,
  planned: Planned<Connection>,
): Promise<void> {
  if (!options.out) return;
  const { hash } = context;
  const saved = {
    ...plan,
    ...simulatedAccount(planned.connection, hash),
    origin: originOf(context, options, planned),
  };
  await context.files.write(options.out, planFileText(withDigest(saved, hash)), 'private');
}

function originOf(
  { hash }: Context,
  { streams, section, accountKey, configuration }: PlanOptions,
  { readAt, choice: { manifests, only }, properties }: Planned<Connection>,
): PlanOrigin {
  const digests = [...digestManifests({ manifests, properties }, hash)];
  const others = new Set(only && manifests.map(({ name }) => name).filter((name) => !only.includes(name)));
  return {
    createdAt: new Date(readAt).toISOString(),
    ...defined({ section, accountKey, targetName: configuration?.target }),
    streams,
    ...(only ? { isPart: true } : {}),
    manifests: Object.fromEntries(digests.filter(([name]) => !others.has(name))),
  };
}
