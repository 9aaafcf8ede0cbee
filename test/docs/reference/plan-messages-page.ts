import { BLOCKED } from '../../../src/explanations/plans/blocked.ts';
import { PROPERTY_FINDINGS } from '../../../src/explanations/plans/property-findings.ts';
import { REFUSALS } from '../../../src/explanations/plans/refusals.ts';
import { WARNINGS } from '../../../src/explanations/plans/warnings.ts';
import { explanationsPage } from './explanations-page.ts';

/** The page of refusals, blocked resources, warnings and findings about properties. */
export function planMessagesPage(): string {
  return explanationsPage({
    title: 'Refusals, blocked resources, warnings and findings about properties',
    introduction: [
      'A refusal stops a run before any write (exit code 3). A blocked stream or property is not written, and the run continues with the others (exit code 1). A warning stops nothing. Errors and warnings about manifests have the codes of [their findings](findings.md). Findings about properties come from `--check-properties`.',
    ],
    groups: [
      { title: 'Refusals', explanations: REFUSALS },
      { title: 'Blocked streams and properties', explanations: BLOCKED },
      { title: 'Warnings', explanations: WARNINGS },
      { title: 'Rules of properties', explanations: PROPERTY_FINDINGS },
    ],
  });
}
