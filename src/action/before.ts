import type { FileBefore } from '../commands/earlier.ts';
import { type HubComparison, HubError } from './hub.ts';
import type { Job } from './job.ts';
import type { Occasion } from './occasion.ts';

/** Each touched manifest is one request to GitHub, of which a job has about a thousand in an hour. */
const MOST_FILES = 100;

/** Two commits. */
interface Span {
  readonly base: string;
  readonly head: string;
}

/**
 * Manifest files that the change under review touches, as they were at the merge base. Nothing where that cannot be
 * known: the plan then does not tell apart what this change brings, and says nothing wrong.
 */
export async function filesBefore(job: Job): Promise<readonly FileBefore[] | undefined> {
  const span = spanOf(job.occasion);
  if (!span) return undefined;
  try {
    const before = await filesSince(job, await job.hub.compare(span.base, span.head));
    if (before) return before;
    job.face.notice('This change is too large to tell what of the plan it brings and what was there before.');
  } catch (error) {
    if (!(error instanceof HubError)) throw error;
    job.face.notice(`What this change brings is not told apart from what was there before: ${error.message}`);
  }
  return undefined;
}

/** Manifest files that a comparison touches, as they were at its merge base; nothing where they are too many. */
export async function filesSince(
  job: Job,
  comparison: HubComparison,
): Promise<readonly FileBefore[] | undefined> {
  const touched = manifestsIn(comparison, job.inputs.streams);
  if (comparison.lacksFiles || touched.length > MOST_FILES) return undefined;
  return textsBefore(job, comparison, touched);
}

function spanOf(occasion: Occasion): Span | undefined {
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

/** Paths before and after, each once; `isNew`: nothing was there. */
interface Touched {
  readonly path: string;
  readonly isNew: boolean;
}

function manifestsIn({ files }: HubComparison, streams: string): readonly Touched[] {
  const touched = new Map<string, Touched>();
  for (const { path, previousPath, status } of files) {
    const isNew = status === 'added' || previousPath !== undefined;
    touched.set(path, { path, isNew: isNew && touched.get(path)?.isNew !== false });
    if (previousPath !== undefined) touched.set(previousPath, { path: previousPath, isNew: false });
  }
  return [...touched.values()].filter(({ path }) => isManifest(path, streams));
}

/** As the loader chooses them: `.yaml` and `.yml` below the folder, nothing hidden. */
function isManifest(path: string, streams: string): boolean {
  const folder = streams.split('/').filter((part) => part !== '' && part !== '.');
  const parts = path.split('/');
  const inside = parts.slice(folder.length);
  const isBelow = inside.length > 0 && folder.every((part, place) => parts[place] === part);
  return isBelow && /\.ya?ml$/i.test(path) && !inside.some((part) => part.startsWith('.'));
}

async function textsBefore(
  { hub }: Job,
  { mergeBase }: HubComparison,
  touched: readonly Touched[],
): Promise<readonly FileBefore[]> {
  const before: FileBefore[] = [];
  for (const { path, isNew } of touched) {
    const text = isNew ? undefined : await hub.file(path, mergeBase);
    before.push({ file: path, ...(text === undefined ? {} : { text }) });
  }
  return before;
}
