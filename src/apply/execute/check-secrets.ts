import { defined } from '../../model/defined.ts';
import type { ApplyOutcome, ItemOutcome } from '../../model/outcome.ts';
import type { Plan, PlanItem } from '../../model/plan.ts';
import { identityOf } from '../../model/resource-key.ts';
import { sentences, whereText } from '../items/messages.ts';
import { missingSecrets, type SecretSource } from '../secrets/resolve.ts';

/**
 * Checks every reference that a plan needs before the first write, including those of an update that follows
 * a deactivation.
 * @returns the result of a run that wrote nothing, with all missing references; `undefined` if none is
 * missing
 */
export async function checkSecrets(plan: Plan, secrets: SecretSource): Promise<ApplyOutcome | undefined> {
  if (plan.refusals.length > 0) return undefined;
  const missing = await missingSecrets(plan, secrets);
  if (missing.length === 0) return undefined;
  const problems = new Map(missing.map(({ name, problems: found }) => [name, found]));
  const { target, requests, refusals, warnings } = plan;
  const items = plan.items.map((item) => notRunOutcome(item, problems.get(item.name)));
  return { formatVersion: 1, target, outcome: 'failed', requests: requests.used, items, refusals, warnings };
}

function notRunOutcome(item: PlanItem, problems: readonly string[] | undefined): ItemOutcome {
  const { baseVersion, status } = item;
  const reason =
    problems === undefined ? item.reason : sentences(`Missing secret (${whereText(item)})`, ...problems);
  return {
    ...identityOf(item),
    ...defined({ version: baseVersion, status }),
    steps: item.steps.map((step) => ({ do: step.do, result: 'not-run' as const })),
    ...defined({ reason }),
  };
}
