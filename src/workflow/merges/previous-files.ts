import type { Comparison } from '../../commands/session/changed-manifests.ts';
import type { FilesBefore } from '../../manifest/previous-manifests.ts';
import { ForgeError } from '../forge/forge.ts';
import type { Job } from '../forge/job.ts';
import type { Trigger } from '../forge/run.ts';
import { manifestsChanged } from './manifest-changes.ts';

/** A range between two commits. */
interface Span {
  readonly base: string;
  readonly head: string;
}

/**
 * The manifest files that the change under review modifies, with their earlier content, or why that is unknown. Absent
 * if no change is under review.
 */
export interface Before {
  readonly files?: FilesBefore;
  /** The commits that were compared. Present with `files`. */
  readonly since?: NonNullable<Comparison['since']>;
  /** A clause without a full stop. */
  readonly whyUnknown?: string;
}

/**
 * Reads the manifest files that the change under review modifies, as they are at the merge base. If they are unknown,
 * the plan must say so, because it cannot distinguish the change's own effects from what it would overwrite.
 */
export async function filesBefore(job: Job): Promise<Before> {
  const span = spanOf(job.trigger);
  if (!span) return {};
  const found = await changesIn(job, span);
  if (found.tag === 'known') return { files: found.before, since: found.since };
  job.reporter.notice(job.clean(`It is not known what this change overwrites: ${found.why}.`));
  return { whyUnknown: found.why };
}

type Changes =
  | {
      readonly tag: 'known';
      readonly before: FilesBefore;
      readonly since: NonNullable<Before['since']>;
    }
  | { readonly tag: 'unknown'; readonly why: string };

async function changesIn(job: Job, { base, head }: Span): Promise<Changes> {
  try {
    const { mergeBase } = await job.forge.compare(base, head);
    const found = await manifestsChanged(job, mergeBase, head);
    return found.tag === 'unknown' ? found : { ...found, since: { ref: base.slice(0, 7), mergeBase } };
  } catch (error) {
    if (!(error instanceof ForgeError)) throw error;
    return { tag: 'unknown', why: error.message.replace(/\.$/, '') };
  }
}

function spanOf(trigger: Trigger): Span | undefined {
  switch (trigger.tag) {
    case 'change':
    case 'merge-queue':
      return trigger;
    case 'push':
      return trigger.before === undefined ? undefined : { base: trigger.before, head: trigger.head };
    case 'other':
      return undefined;
    default:
      return trigger satisfies never;
  }
}
