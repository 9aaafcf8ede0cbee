import { defined } from '../../model/defined.ts';
import type { FindingsReport } from '../../render/findings/document.ts';
import { renderFindings } from '../../render/findings/findings.ts';
import type { Job, Settings } from '../forge/job.ts';
import { summarize } from './footer.ts';

/** Reports manifests with errors: findings at their lines, and all of them in the summary. */
export async function rejectFindings(job: Job, report: FindingsReport): Promise<void> {
  job.reporter.findings(report.findings);
  await summarize(job, findingsText(report, job.forge.limits.summary, job));
}

/** @param most size in bytes */
export function findingsText(
  report: FindingsReport,
  most: number,
  { settings }: { readonly settings: Pick<Settings, 'command' | 'reference'> },
): string {
  // The length of findings is in UTF-16 units of at most three bytes each.
  const options = {
    format: 'markdown',
    color: false,
    width: 100,
    maxLength: Math.floor(most / 3),
    ...defined({ reference: settings.reference }),
  } as const;
  return renderFindings(report, options, settings.command);
}
