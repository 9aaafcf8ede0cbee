import { utf8Length } from '../../render/comment/comment.ts';
import { type Footer, type ManifestLinks, pathUrl, renderFooter } from '../../render/comment/footer.ts';
import type { Job, Settings } from '../forge/job.ts';
import { findGitFolder } from '../merges/git-folder.ts';
import { shownFolder } from '../merges/manifest-changes.ts';
import { type Marker, markerLength } from '../notes/marker.ts';

const DID = {
  plan: 'Planned',
  apply: 'Applied',
  watch: 'Compared with',
} as const satisfies Record<Settings['command'], Footer['did']>;

/** The last line of every text that a run writes for people, with a blank line before it. */
async function footerOf({ context, settings, options, trigger, readAt, run, forge }: Job): Promise<string> {
  const folder = await findGitFolder(options.streams, run);
  const footer = renderFooter({
    did: DID[settings.command],
    commit: trigger.head,
    at: readAt ?? new Date(context.clock.now()).toISOString(),
    run,
    words: forge.words,
    ...(folder.tag === 'mapped' ? { folder: folder.path } : {}),
  });
  return `\n\n${footer}`;
}

/** Renders a text within a budget in bytes. */
export type Draw = (budget: number) => string;

/** Renders the text of a note or a ticket with its footer, as large as the forge stores next to the marker. */
export async function noteText(job: Job, marker: Marker, draw: Draw): Promise<string> {
  const footer = await footerOf(job);
  // A text never has fewer bytes than characters. Names of folders may contain characters outside ASCII.
  const room = job.forge.limits.note - markerLength(marker) - utf8Length(footer);
  return job.clean(`${draw(room).trimEnd()}${footer}`);
}

/** Writes the job summary. */
export async function summarize(job: Job, text: string): Promise<void> {
  await job.reporter.summary(job.clean(`${text.trimEnd()}${await footerOf(job)}\n`));
}

/**
 * Returns links to the manifests of this run.
 * @returns nothing if the manifests are not in this repository
 */
export async function manifestLinksOf({
  options,
  trigger,
  run,
  forge,
}: Job): Promise<{ readonly manifests?: ManifestLinks }> {
  const folder = await findGitFolder(options.streams, run);
  if (folder.tag === 'unmapped' || trigger.head === '') return {};
  const url = pathUrl(forge.words.fileUrl(trigger.head), folder.path);
  const shown = shownFolder(options.streams).replace(/^\.?\/?$|\/$/, '');
  return { manifests: { folder: shown, url } };
}
