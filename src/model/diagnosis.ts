import { FORMAT_VERSION } from './members.ts';
import { list, object, oneOf, type Static, text, whole } from './shape.ts';

/** The areas that `doctor` checks, in the order of its report. */
export const CHECK_AREAS = ['credentials', 'akamai', 'local', 'github'] as const;
export type CheckArea = (typeof CHECK_AREAS)[number];

const CHECK_STATUSES = ['ok', 'warning', 'problem', 'skipped'] as const;
export type CheckStatus = (typeof CHECK_STATUSES)[number];

const CHECK = object({
  area: oneOf('What the check is about.', CHECK_AREAS),
  check: text('Identifies the check. It never changes.', 'clock'),
  'subject?': text('What the check is about, if it exists several times.', 'DataStream 2 cdn'),
  status: oneOf(
    'problem: a command fails or cannot be trusted because of this; skipped: not checked, for the reason in `message`.',
    CHECK_STATUSES,
  ),
  message: text('One sentence: what was found.'),
  'hint?': text('What to do next.'),
});
/** The result of one check. */
export type Check = Static<typeof CHECK>;

export const DIAGNOSIS = object({
  formatVersion: FORMAT_VERSION,
  'target?': text('Host and account key, or `simulator`. Absent: no account could be opened.'),
  requests: whole('HTTP requests sent to Akamai.'),
  summary: object(
    {
      ok: whole('Checks with this status.'),
      warning: whole('Checks with this status.'),
      problem: whole('Checks with this status. If there is one, the exit code is 1.'),
      skipped: whole('Checks with this status.'),
    },
    'Number of checks by status.',
  ),
  checks: list('In a fixed order.', CHECK),
});
/** What `doctor` reports. */
export type Diagnosis = Static<typeof DIAGNOSIS>;

/** Counts the checks of each status. */
export function summaryOf(checks: readonly Check[]): Diagnosis['summary'] {
  const count = (status: CheckStatus) => checks.filter((check) => check.status === status).length;
  return {
    ok: count('ok'),
    warning: count('warning'),
    problem: count('problem'),
    skipped: count('skipped'),
  };
}
