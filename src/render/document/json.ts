import type { Change } from '../../model/change.ts';
import type { Json } from '../../model/json.ts';
import type { Plan, Refusal, Warning } from '../../model/plan.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { isReference, isSealed, REDACTED } from '../../model/secret.ts';
import { shownOnly } from '../text/value-text.ts';
import { linkedReason, linkedRefusal, linkedWarning } from './explained-codes.ts';

/**
 * Returns a plan without `base` and `desired`, and with its sensitive values redacted.
 * @param reference the address of the reference. Absent: codes have no links
 */
export function printedPlan(plan: Plan, reference: string | undefined) {
  return {
    ...plan,
    ...printedMessages(plan, reference),
    items: plan.items.map((item) => printedItem(item, reference)),
  };
}

interface Messages {
  readonly refusals: readonly Refusal[];
  readonly warnings: readonly Warning[];
}

/** Adds to refusals and warnings where their codes are explained. */
export function printedMessages({ refusals, warnings }: Messages, reference: string | undefined): Messages {
  return {
    refusals: refusals.map((one) => linkedRefusal(one, reference)),
    warnings: warnings.map((one) => linkedWarning(one, reference)),
  };
}

function printedItem({ base: _base, desired: _desired, ...item }: PlanItem, reference: string | undefined) {
  return { ...linkedReason(item, reference), changes: item.changes.map(printedChange) };
}

/** Returns a change with its sensitive values redacted. */
export function printedChange(change: Change): Change {
  const show = change.sensitive ? redacted : shownOnly;
  return {
    ...change,
    ...(change.before === undefined ? {} : { before: show(change.before) }),
    ...(change.after === undefined ? {} : { after: show(change.after) }),
    ...(change.added === undefined ? {} : { added: change.added.map(show) }),
    ...(change.removed === undefined ? {} : { removed: change.removed.map(show) }),
  };
}

function redacted(value: Json): Json {
  if (value === null || isReference(value)) return value;
  return isSealed(value) ? value.shown : REDACTED;
}
