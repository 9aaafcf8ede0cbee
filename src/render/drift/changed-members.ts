import type { PlanItem } from '../../model/plan.ts';
import { changeViews } from '../document/changes.ts';
import { clipped } from '../text/display-width.ts';
import { code } from '../text/markdown-escape.ts';

const MOST_MEMBERS = 3;

/** The members that differ, the first few by name. */
export function membersOf({ changes, desired }: PlanItem): string {
  const labels = changeViews(changes, desired?.spec).map(({ label }) => code(clipped(lastPart(label), 50)));
  const more = labels.length - MOST_MEMBERS;
  return more > 0 ? `${labels.slice(0, MOST_MEMBERS).join(', ')} and ${more} more` : labels.join(', ');
}

/** `intervalInSeconds`: a table on a phone has no room for where it stands, which the details tell. */
function lastPart(label: string): string {
  return /^\w+(\.\w+)+$/.test(label) ? label.slice(label.lastIndexOf('.') + 1) : label;
}
