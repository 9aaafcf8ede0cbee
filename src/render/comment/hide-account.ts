import type { DeliveryItem } from '../../model/delivery.ts';
import type { ApplyOutcome } from '../../model/outcome.ts';
import type { Plan } from '../../model/plan.ts';
import type { PropertyCheck } from '../../model/property-finding.ts';
import { isSimulator } from '../text/words.ts';

/** Redacts text that is shown on a forge: it names a target by its name only, never by its host or account key. */
type RedactAccount = (text: string) => string;

/** Returns a function that replaces the host and account key of a target by its name, anywhere in a message. */
export function accountRedactor(target: string, targetName: string): RedactAccount {
  if (isSimulator(target)) return withoutHosts;
  const [, url = '', key = ''] = /^(\S+)(?: \(account (.+)\))?$/.exec(target) ?? [];
  const host = url.replace(/^https?:\/\//, '');
  const account = key === '' ? [] : [[` (account ${key})`, ''] as const];
  const named = [url, host, key].filter((part) => part !== '').map((part) => [part, targetName] as const);
  const hidden = [[target, targetName] as const, ...account, ...named];
  return (text) =>
    withoutHosts(hidden.reduce((shown, [part, cover]) => shown.replaceAll(part, cover), toPaths(text, url)));
}

/** Shortens URLs of requests to their path, `POST /datastream-config-api/…`. The host adds no information. */
function toPaths(text: string, url: string): string {
  const base = url.replace(/\/$/, '');
  return base === '' ? text : text.replaceAll(`${base}/datastream`, '/datastream');
}

/** Replaces the host of another target, in a message that compares two targets. */
function withoutHosts(text: string): string {
  return text.replace(/(https?:\/\/)?[\w.-]+\.akamaiapis\.net/g, 'another host');
}

/** Redacts a plan: its messages name the target by its name only. `target` itself is unchanged; it is never shown. */
export function redactPlan(plan: Plan, targetName: string): Plan {
  const withoutAccount = accountRedactor(plan.target, targetName);
  return {
    ...plan,
    items: plan.items.map((item) =>
      item.reason === undefined ? item : { ...item, reason: withoutAccount(item.reason) },
    ),
    refusals: plan.refusals.map((one) => ({ ...one, message: withoutAccount(one.message) })),
    warnings: plan.warnings.map((one) => ({ ...one, message: withoutAccount(one.message) })),
    ...redactPropertyCheck(plan, withoutAccount),
  };
}

/** Redacts the messages of a check of properties. */
export function redactPropertyCheck(
  { propertyProblem, propertyFindings }: PropertyCheck,
  hide: RedactAccount,
): Partial<PropertyCheck> {
  return {
    ...(propertyProblem === undefined ? {} : { propertyProblem: hide(propertyProblem) }),
    ...(propertyFindings === undefined
      ? {}
      : { propertyFindings: propertyFindings.map((one) => ({ ...one, message: hide(one.message) })) }),
  };
}

/** Redacts the texts about the delivery of a stream. The API returns the error codes. */
export function redactDelivery(item: DeliveryItem, hide: RedactAccount): DeliveryItem {
  const { reason, errors } = item;
  return {
    ...item,
    reason: hide(reason),
    ...(errors === undefined
      ? {}
      : { errors: errors.map((one) => ({ ...one, codes: one.codes.map(hide) })) }),
  };
}

/** Redacts the result of an apply in the same way as {@link redactPlan}. */
export function redactOutcome(outcome: ApplyOutcome, targetName: string): ApplyOutcome {
  const withoutAccount = accountRedactor(outcome.target, targetName);
  return {
    ...outcome,
    items: outcome.items.map((item) => ({
      ...item,
      ...(item.reason === undefined ? {} : { reason: withoutAccount(item.reason) }),
      steps: item.steps.map((step) =>
        step.error === undefined ? step : { ...step, error: withoutAccount(step.error) },
      ),
    })),
    refusals: outcome.refusals.map((one) => ({ ...one, message: withoutAccount(one.message) })),
    warnings: outcome.warnings.map((one) => ({ ...one, message: withoutAccount(one.message) })),
  };
}
