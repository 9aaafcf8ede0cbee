import { Buffer } from 'node:buffer';
import { type Footer, folderUrl, type ManifestLinks, renderFooter } from '../../render/comment/footer.ts';
import { findGitFolder } from '../merges/git-folder.ts';
import { shownFolder } from '../merges/manifest-changes.ts';
import type { Job } from '../runner/job.ts';

const DID = {
  plan: 'Planned',
  apply: 'Applied',
  watch: 'Compared with',
} as const satisfies Record<Job['inputs']['command'], Footer['did']>;

/** Returns the last line of every text that a run writes for people, with a blank line before it. */
export async function footerOf(job: Job): Promise<string> {
  const { runner, inputs, event, readAt, run } = job;
  const folder = await findGitFolder(inputs.streams, run);
  const footer = renderFooter({
    did: DID[inputs.command],
    commit: event.head,
    at: readAt ?? new Date(runner.context.clock.now()).toISOString(),
    run,
    repositoryUrl: run.repositoryUrl,
    ...(folder.tag === 'mapped' ? { folder: folder.path } : {}),
  });
  return `\n\n${footer}`;
}

/** The length of a text in UTF-8. Names of folders and repositories may contain characters outside ASCII. */
export function bytes(text: string): number {
  return Buffer.byteLength(text);
}

/** Writes the job summary. */
export async function summarize(job: Job, text: string): Promise<void> {
  await job.runner.summary(job.clean(`${text.trimEnd()}${await footerOf(job)}\n`));
}

/**
 * Returns links to the manifests of this run.
 * @returns nothing if the manifests are not in this repository
 */
export async function manifestLinksOf({
  inputs,
  event,
  run,
}: Job): Promise<{ readonly manifests?: ManifestLinks }> {
  const folder = await findGitFolder(inputs.streams, run);
  if (folder.tag === 'unmapped' || event.head === '') return {};
  const url = folderUrl(run.repositoryUrl, 'blob', event.head, folder.path);
  const shown = shownFolder(inputs.streams).replace(/^\.?\/?$|\/$/, '');
  return { manifests: { folder: shown, url } };
}
