import { type GitHub, type GitHubComment, GitHubError } from '../../github/github.ts';
import { decodeMarker, isNewer, type Marker, withMarker } from './marker.ts';

/** A comment that a pull request has once for each kind and target. */
export interface StickyPost {
  readonly pullRequest: number;
  /** The login whose comments count, because anyone can write a marker. */
  readonly author: string;
  /** If the marker has a head, the comment is posted only while that commit is the pull request's head. */
  readonly marker: Marker;
  /** The text without the marker. */
  readonly text: string;
}

/** The result of posting. `stale`: a newer run or a newer commit takes precedence. */
export type Posted =
  | {
      readonly tag: 'created' | 'updated' | 'unchanged';
      readonly url: string;
      /** The author of the existing comment, if it is not the author whose comments count. */
      readonly otherAuthor?: string;
    }
  | { readonly tag: 'stale'; readonly because: string };

/** A comment with its decoded marker. */
export interface MarkedComment {
  readonly comment: GitHubComment;
  readonly marker: Marker;
}

/** Returns one author's comments that carry a marker of a kind and target, oldest first. */
export function markedComments(
  comments: readonly GitHubComment[],
  author: string,
  { kind, target }: Pick<Marker, 'kind' | 'target'>,
): readonly MarkedComment[] {
  return comments
    .flatMap((comment) => {
      const marker = comment.author === author ? decodeMarker(comment.body) : undefined;
      return marker && marker.kind === kind && marker.target === target ? [{ comment, marker }] : [];
    })
    .sort((a, b) => a.comment.id - b.comment.id);
}

/**
 * Creates or updates the comment. GitHub has no compare-and-swap for comments, so two runs may both create one. The
 * oldest comment stays with the newest content, and any run that sees a duplicate removes it.
 * @throws {GitHubError} `forbidden` if the token may not comment
 */
export async function postSticky(github: GitHub, post: StickyPost): Promise<Posted> {
  const before = await listed(github, post);
  const stale = await staleness(github, post, before);
  if (stale !== undefined) return { tag: 'stale', because: stale };
  const [oldest, ...twins] = before;
  if (!oldest) return create(github, post);
  const posted = await write(github, oldest.comment, bodyOf(post));
  await remove(github, twins);
  return posted;
}

async function create(github: GitHub, post: StickyPost): Promise<Posted> {
  const ours = bodyOf(post);
  const made = await createOnce(github, post, ours);
  const found = await listed(github, post);
  const [oldest, ...twins] = found;
  if (!oldest) {
    const other = made && made.author !== post.author ? { otherAuthor: made.author } : {};
    return { tag: 'created', url: made?.url ?? '', ...other };
  }
  const newest = found.reduce(
    (best, { marker, comment: { body } }) => (isNewer(marker, best.marker) ? { marker, body } : best),
    { marker: post.marker, body: ours },
  );
  const posted = await write(github, oldest.comment, newest.body);
  await remove(github, twins);
  return posted.tag === 'unchanged' && newest.body === ours ? { tag: 'created', url: posted.url } : posted;
}

/** Creates the comment once. If the response is lost, the list that follows shows whether the comment was created. */
async function createOnce(
  github: GitHub,
  post: StickyPost,
  body: string,
): Promise<GitHubComment | undefined> {
  try {
    return await github.createComment(post.pullRequest, body);
  } catch (error) {
    const isLost = error instanceof GitHubError && error.kind === 'failed';
    if (isLost && (await listed(github, post)).length > 0) return undefined;
    throw error;
  }
}

async function listed(github: GitHub, post: StickyPost): Promise<readonly MarkedComment[]> {
  return markedComments(await github.comments(post.pullRequest), post.author, post.marker);
}

/**
 * The head is read after the comments. If it is still this run's commit then, a comment about another commit is older.
 */
async function staleness(
  github: GitHub,
  { pullRequest, marker }: StickyPost,
  before: readonly MarkedComment[],
): Promise<string | undefined> {
  if (marker.head !== undefined) {
    const { head, merged } = await github.pullRequest(pullRequest);
    if (head !== marker.head) return 'the pull request has newer commits';
    // Nobody who merged the pull request saw a plan that was created after the merge.
    if (merged) return 'the pull request is merged';
  }
  const newer = before.find((one) => one.marker.head === marker.head && isNewer(one.marker, marker));
  return newer && `run ${newer.marker.run} read the account later`;
}

function bodyOf({ text, marker }: StickyPost): string {
  return withMarker(text, marker);
}

async function write(
  github: GitHub,
  { id, url, body: old }: GitHubComment,
  body: string,
): Promise<Extract<Posted, { readonly url: string }>> {
  if (old === body) return { tag: 'unchanged', url };
  await github.updateComment(id, body);
  return { tag: 'updated', url };
}

/** Another run may already have removed a duplicate. */
async function remove(github: GitHub, twins: readonly MarkedComment[]): Promise<void> {
  for (const { comment } of twins) {
    try {
      await github.deleteComment(comment.id);
    } catch (error) {
      if (!(error instanceof GitHubError && error.kind === 'missing')) throw error;
    }
  }
}
