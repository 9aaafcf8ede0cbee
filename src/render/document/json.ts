import type { Json } from '../../model/json.ts';
import type { Change, Plan, PlanItem } from '../../model/plan.ts';
import { isReference, isSealed, REDACTED } from '../../model/secret.ts';
import { shownOnly } from '../text/value-text.ts';

/** Returns a plan without `base` and `desired`, and with its sensitive values redacted. */
export function printedPlan(plan: Plan) {
  return { ...plan, items: plan.items.map(printedItem) };
}

function printedItem({ base: _base, desired: _desired, ...item }: PlanItem) {
  return { ...item, changes: item.changes.map(printedChange) };
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
