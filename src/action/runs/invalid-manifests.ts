import type { FindingsReport } from '../../render/findings/document.ts';
import { renderFindings } from '../../render/findings/findings.ts';
import { summarize } from '../reports/footer.ts';
import { annotate } from '../runner/annotations.ts';
import { type Job, SUMMARY_LIMIT } from '../runner/job.ts';

/** A UTF-16 unit takes at most three bytes in UTF-8. */
const MOST_CHARACTERS = Math.floor(SUMMARY_LIMIT / 3);

/**
 * Reports manifests with errors: annotations at their lines, and all findings in the summary.
 * @returns the exit code
 */
export async function rejectFindings(job: Job, report: FindingsReport): Promise<number> {
  annotate(job.runner, report.findings);
  const options = { format: 'markdown', color: false, width: 100, maxLength: MOST_CHARACTERS } as const;
  await summarize(job, renderFindings(report, options, job.inputs.command));
  return 1;
}
