import type { Diagnostic } from '../model/diagnostic.ts';
import type { Json } from '../model/json.ts';
import type { ApplyOutcome } from '../model/outcome.ts';
import type { Change, Plan, PlanItem } from '../model/plan.ts';
import { isReference, isSealed, MASK } from '../model/secret.ts';
import type { StatusReport } from '../model/status.ts';
import { findingCounts, sortedFindings } from './findings-document.ts';
import type { ImportReport } from './import-document.ts';
import type { MigrateReport } from './migrate-document.ts';
import { migrationSteps } from './migrate-steps.ts';
import { shownOnly } from './values.ts';
import { visibleJson } from './visible.ts';

/**
 * A plan as `plan --format json` prints it: what apply needs besides (`desired`, `base`) stays out, since `desired`
 * may hold literal credentials; so do the digests of sealed values.
 */
export function planJson(plan: Plan): string {
  return `${visibleJson(printedPlan(plan))}\n`;
}

/** A plan as `--out` saves it: whole, with everything that apply needs except secrets. */
export function planFileText(plan: Plan): string {
  return `${visibleJson(plan)}\n`;
}

/** An apply's result, with the plan that it carried out, as `apply --format json` prints it. */
export function applyJson({ formatVersion, target, ...result }: ApplyOutcome, plan: Plan): string {
  return `${visibleJson({ formatVersion, target, plan: printedPlan(plan), ...result })}\n`;
}

/** A status report as `status --format json` prints it. */
export function statusJson(report: StatusReport): string {
  return `${visibleJson(report)}\n`;
}

/** Findings as `validate --format json` prints them. */
export function findingsJson(findings: readonly Diagnostic[]): string {
  const value = { formatVersion: 1, findings: sortedFindings(findings), summary: findingCounts(findings) };
  return `${visibleJson(value)}\n`;
}

/** An import's result as `import --format json` prints it. */
export function importJson(report: ImportReport): string {
  return `${visibleJson({ formatVersion: 1, ...report })}\n`;
}

/** A migration's result as `migrate --format json` prints it. */
export function migrateJson(report: MigrateReport): string {
  return `${visibleJson({ formatVersion: 1, ...report, steps: migrationSteps({}) })}\n`;
}

function printedPlan(plan: Plan) {
  return { ...plan, items: plan.items.map(printedItem) };
}

function printedItem({ base: _base, desired: _desired, ...item }: PlanItem) {
  return { ...item, changes: item.changes.map(printedChange) };
}

/** A change without what nobody may see. */
export function printedChange(change: Change): Change {
  const show = change.sensitive ? masked : shownOnly;
  return {
    ...change,
    ...(change.before === undefined ? {} : { before: show(change.before) }),
    ...(change.after === undefined ? {} : { after: show(change.after) }),
    ...(change.added === undefined ? {} : { added: change.added.map(show) }),
    ...(change.removed === undefined ? {} : { removed: change.removed.map(show) }),
  };
}

function masked(value: Json): Json {
  if (value === null || isReference(value)) return value;
  return isSealed(value) ? value.shown : MASK;
}
