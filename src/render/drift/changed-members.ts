import { isStream } from '../../model/collection.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { changeViews } from '../document/changes.ts';
import { clipped } from '../text/display-width.ts';
import { code } from '../text/markdown-escape.ts';

const MOST_MEMBERS = 3;

/** Names the first few members that differ, and counts the others. */
export function membersOf(item: PlanItem): string {
  const lastPart = isStream(item) ? lastMember : optionOf;
  const labels = changeViews(item.changes, item.desired?.spec).map(({ label }) =>
    code(clipped(lastPart(label), 50)),
  );
  const more = labels.length - MOST_MEMBERS;
  return more > 0 ? `${labels.slice(0, MOST_MEMBERS).join(', ')} and ${more} more` : labels.join(', ');
}

/**
 * Returns the last part of a path: `intervalInSeconds`. A table on a phone screen has no space for the whole path,
 * which is in the details.
 */
function lastMember(label: string): string {
  return /^\w+(\.\w+)+$/.test(label) ? label.slice(label.lastIndexOf('.') + 1) : label;
}

/** Returns the option of a behavior, without its rules: `streams`. */
function optionOf(label: string): string {
  return label.slice(label.lastIndexOf(': ') + 2);
}
