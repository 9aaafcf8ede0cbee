import { type GitHub, type GitHubComment, GitHubError } from '../../github/github.ts';
import { decodeMarker, isNewer, type Marker, withMarker } from './marker.ts';

/** A comment of which a pull request has one for each kind and target. */
export interface StickyPost {
  readonly pullRequest: number;
  /** Whose comments count: anybody can write a marker. */
  readonly author: string;
  /** With a head, it is posted only while that is the pull request's head. */
  readonly marker: Marker;
  /** Without the marker. */
  readonly text: string;
}

/** What became of it. `stale`: a newer run, or a newer commit, has the word. */
export type Posted =
  | {
      readonly tag: 'created' | 'updated' | 'unchanged';
      readonly url: string;
      /** Who wrote it, where that is not the author whose comments count. */
      readonly otherAuthor?: string;
    }
  | { readonly tag: 'stale'; readonly because: string };

/** A comment and what its marker says. */
export interface MarkedComment {
  readonly comment: GitHubComment;
  readonly marker: Marker;
}

/** Comments of one author that carry a marker of a kind and target, oldest first. */
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
 * Creates or updates the comment. Comments know no compare-and-swap, so two runs may both create one: the oldest stays,
 * whoever sees a twin removes it, and of what they say the newest word stays.
 * @throws {GitHubError} `forbidden` where the token may not comment
 */
export async function postSticky(hub: GitHub, post: StickyPost): Promise<Posted> {
  const before = await listed(hub, post);
  const stale = await staleness(hub, post, before);
  if (stale !== undefined) return { tag: 'stale', because: stale };
  const [oldest, ...twins] = before;
  if (!oldest) return create(hub, post);
  const posted = await write(hub, oldest.comment, bodyOf(post));
  await remove(hub, twins);
  return posted;
}

async function create(hub: GitHub, post: StickyPost): Promise<Posted> {
  const ours = bodyOf(post);
  const made = await createOnce(hub, post, ours);
  const found = await listed(hub, post);
  const [oldest, ...twins] = found;
  if (!oldest) {
    const other = made && made.author !== post.author ? { otherAuthor: made.author } : {};
    return { tag: 'created', url: made?.url ?? '', ...other };
  }
  const newest = found.reduce(
    (best, { marker, comment: { body } }) => (isNewer(marker, best.marker) ? { marker, body } : best),
    { marker: post.marker, body: ours },
  );
  const posted = await write(hub, oldest.comment, newest.body);
  await remove(hub, twins);
  return posted.tag === 'unchanged' && newest.body === ours ? { tag: 'created', url: posted.url } : posted;
}

/** A lost answer is looked up: the list that follows shows whether it happened. */
async function createOnce(hub: GitHub, post: StickyPost, body: string): Promise<GitHubComment | undefined> {
  try {
    return await hub.createComment(post.pullRequest, body);
  } catch (error) {
    const isLost = error instanceof GitHubError && error.kind === 'failed';
    if (isLost && (await listed(hub, post)).length > 0) return undefined;
    throw error;
  }
}

async function listed(hub: GitHub, post: StickyPost): Promise<readonly MarkedComment[]> {
  return markedComments(await hub.comments(post.pullRequest), post.author, post.marker);
}

/** The head is read after the comments: if it is ours then, a comment about another commit is older. */
async function staleness(
  hub: GitHub,
  { pullRequest, marker }: StickyPost,
  before: readonly MarkedComment[],
): Promise<string | undefined> {
  if (marker.head !== undefined) {
    const { head, merged } = await hub.pullRequest(pullRequest);
    if (head !== marker.head) return 'the pull request has newer commits';
    // A plan that is made after the merge was seen by nobody who merged.
    if (merged) return 'the pull request is merged';
  }
  const newer = before.find((one) => one.marker.head === marker.head && isNewer(one.marker, marker));
  return newer && `run ${newer.marker.run} read the account later`;
}

function bodyOf({ text, marker }: StickyPost): string {
  return withMarker(text, marker);
}

async function write(
  hub: GitHub,
  { id, url, body: old }: GitHubComment,
  body: string,
): Promise<Extract<Posted, { readonly url: string }>> {
  if (old === body) return { tag: 'unchanged', url };
  await hub.updateComment(id, body);
  return { tag: 'updated', url };
}

/** Another run may have removed one already. */
async function remove(hub: GitHub, twins: readonly MarkedComment[]): Promise<void> {
  for (const { comment } of twins) {
    try {
      await hub.deleteComment(comment.id);
    } catch (error) {
      if (!(error instanceof GitHubError && error.kind === 'missing')) throw error;
    }
  }
}
