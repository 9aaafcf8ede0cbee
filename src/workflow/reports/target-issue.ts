import { code } from '../../render/text/markdown-escape.ts';
import { ForgeError, type Ticket } from '../forge/forge.ts';
import type { Job } from '../forge/job.ts';
import { decodeMarker, type Marker, withMarker } from '../notes/marker.ts';

/** The content of an issue of a target. `isNeeded: false` closes it. */
export interface IssueReport {
  readonly isNeeded: boolean;
  readonly title: string;
  /** The text without the marker. */
  readonly text: string;
  readonly marker: Marker;
}

/** An issue of ours for this target. */
interface OwnIssue {
  readonly issue: Ticket;
  readonly marker: Marker;
}

/**
 * Maintains one issue of a kind per target. It is created when there is something to report, updated when the content changes,
 * and closed when nothing is left to report. A closed issue is reopened instead of creating another one. An issue that
 * a person closed stays closed until its content changes.
 */
export async function updateIssue(job: Job, report: IssueReport): Promise<void> {
  const all = await markedIssues(job, report.marker);
  await closeRenamed(job, all, report.marker);
  const ours = ofTarget(all, report.marker);
  const open = ours.filter(({ issue }) => issue.isOpen);
  // Of several open issues the oldest stays, so that two runs choose the same one. Of closed ones the newest is
  // reopened.
  const kept = open[0] ?? ours.at(-1);
  if (!kept) {
    if (report.isNeeded) await create(job, report);
    return;
  }
  await rewrite(job, kept, report);
  await closeDuplicates(job, open.slice(1), kept);
}

/**
 * Reads the open issues of a kind. The result returns the streams that those of an account are about, by `metadata.name`:
 * issues of this target, and those of its earlier names, which the next update closes.
 */
export async function reportedStreams(
  job: Job,
  kind: Marker['kind'],
): Promise<(account: string) => readonly string[]> {
  const { targetName: target } = job.settings;
  const open = (await markedIssues(job, { kind })).filter(({ issue }) => issue.isOpen);
  return (account) =>
    open
      .filter(
        ({ marker }) =>
          marker.target === target || isRenamed(job, marker, { account, folder: job.options.streams }),
      )
      .flatMap(({ marker }) => marker.streams ?? []);
}

/**
 * Returns whether an issue of another target name is about the same account and the same folder. A target of the
 * configuration file still has its name.
 */
function isRenamed(
  { options: { configuration } }: Job,
  marker: Marker,
  { account, folder }: Pick<Marker, 'account' | 'folder'>,
): boolean {
  if (configuration?.targets.includes(marker.target)) return false;
  return account !== undefined && marker.account === account && marker.folder === folder;
}

function ofTarget(all: readonly OwnIssue[], { target }: Pick<Marker, 'target'>): readonly OwnIssue[] {
  return all.filter(({ marker }) => marker.target === target);
}

/** Issues of all targets, oldest first. */
async function markedIssues(
  { forge, settings }: Job,
  { kind }: Pick<Marker, 'kind'>,
): Promise<readonly OwnIssue[]> {
  const issues = await forge.tickets();
  return issues
    .flatMap((issue) => {
      const marker = issue.author === settings.commentAuthor ? decodeMarker(issue.body) : undefined;
      return marker && marker.kind === kind ? [{ issue, marker }] : [];
    })
    .sort((a, b) => a.issue.number - b.issue.number);
}

/** Two watches may both find no issue and create one. A watch that sees a duplicate closes it, and the oldest stays. */
async function create(job: Job, { title, text, marker }: IssueReport): Promise<void> {
  const made = await job.forge.openTicket({ title, body: withMarker(text, marker) });
  job.reporter.info(`Opened ${made.url}`);
  const [oldest, ...duplicates] = ofTarget(await markedIssues(job, marker), marker).filter(
    ({ issue }) => issue.isOpen,
  );
  if (oldest) await closeDuplicates(job, duplicates, oldest);
}

async function rewrite(job: Job, { issue, marker }: OwnIssue, report: IssueReport): Promise<void> {
  const { forge, reporter } = job;
  const says = marker.content === report.marker.content;
  if (says && (report.isNeeded || !issue.isOpen)) return;
  if (!issue.isOpen && !report.isNeeded) return;
  const { title, text } = report;
  await forge.updateTicket(issue.number, {
    title,
    body: withMarker(text, report.marker),
    ...(issue.isOpen === report.isNeeded ? {} : { open: report.isNeeded }),
  });
  reporter.info(`${report.isNeeded ? 'Updated' : 'Closed'} ${issue.url}`);
}

/**
 * Closes the issue of a renamed target, which no watch updates any more. Only an issue for the same account and the
 * same folder qualifies: a name alone proves nothing.
 */
async function closeRenamed(job: Job, all: readonly OwnIssue[], { target, ...place }: Marker): Promise<void> {
  const { forge, reporter } = job;
  for (const { issue, marker } of all) {
    if (!issue.isOpen || marker.target === target || !isRenamed(job, marker, place)) continue;
    const text = `This target is called ${code(target)} now. It is reported under that name.`;
    await forge.updateTicket(issue.number, {
      body: withMarker(job.clean(text), { ...marker, content: 'renamed' }),
      open: false,
    });
    reporter.info(`Closed ${issue.url}: its target was renamed`);
  }
}

/** A closed duplicate links to the issue that stays, so that it never counts as closed by a person. */
async function closeDuplicates(
  { forge }: Job,
  duplicates: readonly OwnIssue[],
  { issue: kept }: OwnIssue,
): Promise<void> {
  for (const { issue, marker } of duplicates) {
    const body = withMarker(`${kept.url} is about the same target.`, { ...marker, content: 'twin' });
    try {
      await forge.updateTicket(issue.number, { body, open: false });
    } catch (error) {
      // Another run may be doing the same. The next run closes what is left open.
      if (!(error instanceof ForgeError)) throw error;
    }
  }
}
