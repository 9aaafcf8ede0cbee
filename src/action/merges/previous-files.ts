import { GitHubError } from '../../github/github.ts';
import type { FileBefore } from '../../workflow/previous-manifests.ts';
import type { TriggerEvent } from '../runner/event.ts';
import type { Job } from '../runner/job.ts';
import { manifestsChanged } from './manifest-changes.ts';

/** Two commits. */
interface Span {
  readonly base: string;
  readonly head: string;
}

/** Manifest files that a change touches, as they were before it, or why that is not known. Absent: there is no change under review. */
export interface Before {
  readonly files?: readonly FileBefore[];
  /** A clause without a full stop. */
  readonly whyUnknown?: string;
}

/**
 * Manifest files that the change under review touches, as they were at the merge base. If that is not known, the plan has to
 * say so: it then cannot tell what the change itself brings from what it would overwrite.
 */
export async function filesBefore(job: Job): Promise<Before> {
  const span = spanOf(job.event);
  if (!span) return {};
  const found = await changesIn(job, span);
  if (found.tag === 'known') return { files: found.before };
  job.runner.notice(job.clean(`It is not known what this change overwrites: ${found.why}.`));
  return { whyUnknown: found.why };
}

async function changesIn(job: Job, { base, head }: Span): ReturnType<typeof manifestsChanged> {
  try {
    const { mergeBase } = await job.github.compare(base, head);
    return await manifestsChanged(job, mergeBase, head);
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    return { tag: 'unknown', why: error.message.replace(/\.$/, '') };
  }
}

function spanOf(occasion: TriggerEvent): Span | undefined {
  switch (occasion.tag) {
    case 'pull-request':
    case 'merge-group':
      return occasion;
    case 'push':
      return occasion.before === undefined ? undefined : { base: occasion.before, head: occasion.head };
    case 'other':
      return undefined;
    default:
      return occasion satisfies never;
  }
}
