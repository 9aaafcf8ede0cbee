import { BLOCKED } from '../../../src/explanations/plans/blocked.ts';
import { PROPERTY_FINDINGS } from '../../../src/explanations/plans/property-findings.ts';
import { REFUSALS } from '../../../src/explanations/plans/refusals.ts';
import { WARNINGS } from '../../../src/explanations/plans/warnings.ts';
import { explanationsPage } from './explanations-page.ts';

/** The page of refusals, warnings and findings about properties. */
export function planMessagesPage(): string {
  return explanationsPage({
    title: 'Refusals, blocked resources, warnings and findings about properties',
    introduction: [
      'A refusal stops a run before any write (exit code 3). A blocked stream or property is not written, and the others are (exit code 1). What is wrong with a manifest has the code of [its finding](findings.md). A warning stops nothing. Findings about properties come from `--check-properties`. Warnings about manifests have the codes of [their findings](findings.md).',
    ],
    groups: [
      { title: 'Refusals', explanations: REFUSALS },
      { title: 'Blocked streams and properties', explanations: BLOCKED },
      { title: 'Warnings', explanations: WARNINGS },
      { title: 'Rules of properties', explanations: PROPERTY_FINDINGS },
    ],
  });
}
