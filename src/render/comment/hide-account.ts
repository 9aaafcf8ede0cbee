import type { ApplyOutcome } from '../../model/outcome.ts';
import type { Plan } from '../../model/plan.ts';
import { isSimulator } from '../text/words.ts';

/** Sentences that others read on GitHub: a target stands in them under its name alone, never as host or account key. */
type RedactAccount = (text: string) => string;

/** Hides a target's host and account key behind its name, wherever a message has them. */
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

/** A request is told by its path: `POST /datastream-config-api/…`; its host would only be a name in the way. */
function toPaths(text: string, url: string): string {
  const base = url.replace(/\/$/, '');
  return base === '' ? text : text.replaceAll(`${base}/datastream`, '/datastream');
}

/** Another target's host, in a message that compares two. */
function withoutHosts(text: string): string {
  return text.replace(/(https?:\/\/)?[\w.-]+\.akamaiapis\.net/g, 'another host');
}

/** A plan whose messages name its target by name only. `target` itself stays, and is never shown. */
export function redactPlan(plan: Plan, targetName: string): Plan {
  const veiled = accountRedactor(plan.target, targetName);
  return {
    ...plan,
    items: plan.items.map((item) =>
      item.reason === undefined ? item : { ...item, reason: veiled(item.reason) },
    ),
    refusals: plan.refusals.map((one) => ({ ...one, message: veiled(one.message) })),
    warnings: plan.warnings.map((one) => ({ ...one, message: veiled(one.message) })),
  };
}

/** The same for what an apply came to. */
export function redactOutcome(outcome: ApplyOutcome, targetName: string): ApplyOutcome {
  const veiled = accountRedactor(outcome.target, targetName);
  return {
    ...outcome,
    items: outcome.items.map((item) => ({
      ...item,
      ...(item.reason === undefined ? {} : { reason: veiled(item.reason) }),
      steps: item.steps.map((step) =>
        step.error === undefined ? step : { ...step, error: veiled(step.error) },
      ),
    })),
    refusals: outcome.refusals.map((one) => ({ ...one, message: veiled(one.message) })),
    warnings: outcome.warnings.map((one) => ({ ...one, message: veiled(one.message) })),
  };
}
