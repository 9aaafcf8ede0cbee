import { ERRORS } from './errors/errors.ts';
import type { Explanation } from './explanation.ts';
import { FINDINGS } from './findings/findings.ts';
import { BLOCKED } from './plans/blocked.ts';
import { PROPERTY_FINDINGS } from './plans/property-findings.ts';
import { REFUSALS } from './plans/refusals.ts';
import { WARNINGS } from './plans/warnings.ts';

/** What has a code, and the page of the reference that explains it. */
const SUBJECTS = [
  { subject: 'finding', page: 'findings', explanations: FINDINGS },
  { subject: 'refusal', page: 'plan-messages', explanations: REFUSALS },
  { subject: 'reason of a blocked resource', page: 'plan-messages', explanations: BLOCKED },
  { subject: 'warning', page: 'plan-messages', explanations: WARNINGS },
  { subject: 'finding about a property', page: 'plan-messages', explanations: PROPERTY_FINDINGS },
  { subject: 'error', page: 'errors', explanations: ERRORS },
] as const;

type Subject = (typeof SUBJECTS)[number];

/** An explanation with its subject. */
export interface FoundExplanation {
  readonly code: string;
  readonly subject: Subject['subject'];
  readonly page: Subject['page'];
  readonly explanation: Explanation;
}

/** All explanations. A code can have several, for example as a finding and as an error. */
export const ALL_EXPLANATIONS: readonly FoundExplanation[] = SUBJECTS.flatMap(
  ({ subject, page, explanations }) =>
    Object.entries<Explanation>(explanations).map(([code, explanation]) => ({
      code,
      subject,
      page,
      explanation,
    })),
);
