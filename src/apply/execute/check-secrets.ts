import { blockedMembers } from '../../model/blocked-code.ts';
import { defined } from '../../model/defined.ts';
import { type ApplyOutcome, type ItemOutcome, identifyStep } from '../../model/outcome.ts';
import type { Plan } from '../../model/plan.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { identityOf } from '../../model/resource-key.ts';
import { sentences, whereText } from '../items/messages.ts';
import type { SecretSource } from '../secrets/resolve.ts';
import { verbsOf } from './verbs.ts';

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

/** Returns the items whose content would be sent, and what is missing for that: one sentence for each reference. */
export async function missingSecrets(
  { items }: Pick<Plan, 'items'>,
  source: SecretSource,
): Promise<readonly { readonly name: string; readonly problems: readonly string[] }[]> {
  const missing: { readonly name: string; readonly problems: readonly string[] }[] = [];
  for (const item of items) {
    const problems = await verbsOf(item).missingSecrets(item, source);
    if (problems.length > 0) missing.push({ name: item.name, problems });
  }
  return missing;
}

function notRunOutcome(item: PlanItem, problems: readonly string[] | undefined): ItemOutcome {
  const { baseVersion, status } = item;
  const blocked =
    problems === undefined
      ? defined({ reason: item.reason, reasonCode: item.reasonCode })
      : blockedMembers({
          code: 'missing-secret',
          reason: sentences(`Missing secret (${whereText(item)})`, ...problems),
        });
  return {
    ...identityOf(item),
    ...defined({ version: baseVersion, status }),
    steps: item.steps.map((step) => ({ ...identifyStep(step), result: 'not-run' as const })),
    ...blocked,
  };
}
