import { renderFindings } from '../render/findings.ts';
import type { FindingsReport } from '../render/findings-document.ts';
import { annotate } from './annotations.ts';
import { type Job, SUMMARY_LIMIT } from './job.ts';

/** A UTF-16 unit is three bytes of UTF-8 at most. */
const MOST_CHARACTERS = Math.floor(SUMMARY_LIMIT / 3);

/** Manifests with errors: annotations at their lines, and everything in the summary. @returns the exit code */
export async function rejectFindings({ face, clean, inputs }: Job, report: FindingsReport): Promise<number> {
  annotate(face, report.findings);
  const options = { format: 'markdown', color: false, width: 100, maxLength: MOST_CHARACTERS } as const;
  await face.summary(clean(renderFindings(report, options, inputs.command)));
  return 1;
}
