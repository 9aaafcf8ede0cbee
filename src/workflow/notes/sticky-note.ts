import { type Forge, ForgeError, type Note } from '../forge/forge.ts';
import { decodeMarker, isNewer, type Marker, withMarker } from './marker.ts';

/** A comment that a change request has once for each kind and target. */
export interface StickyNote {
  readonly change: number;
  /** The author whose comments count, because anyone can write a marker. */
  readonly author: string;
  /** If the marker has a head, the comment is posted only while that commit is the change request's head. */
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
export interface MarkedNote {
  readonly note: Note;
  readonly marker: Marker;
}

/** Returns one author's comments that carry a marker of a kind and target, oldest first. */
export function markedNotes(
  notes: readonly Note[],
  author: string,
  { kind, target }: Pick<Marker, 'kind' | 'target'>,
): readonly MarkedNote[] {
  return notes
    .flatMap((note) => {
      const marker = note.author === author ? decodeMarker(note.body) : undefined;
      return marker && marker.kind === kind && marker.target === target ? [{ note, marker }] : [];
    })
    .sort((a, b) => a.note.id - b.note.id);
}

/**
 * Creates or updates the comment. A forge has no compare-and-swap for comments, so two runs may both create one. The
 * oldest comment stays with the newest content, and any run that sees a duplicate removes it.
 * @throws {ForgeError} `forbidden` if the token may not comment
 */
export async function postSticky(forge: Forge, post: StickyNote): Promise<Posted> {
  const before = await listed(forge, post);
  const stale = await staleness(forge, post, before);
  if (stale !== undefined) return { tag: 'stale', because: stale };
  const [oldest, ...duplicates] = before;
  if (!oldest) return create(forge, post);
  const posted = await write(forge, oldest.note, bodyOf(post));
  await remove(forge, duplicates);
  return posted;
}

async function create(forge: Forge, post: StickyNote): Promise<Posted> {
  const ours = bodyOf(post);
  const made = await createOnce(forge, post, ours);
  const found = await listed(forge, post);
  const [oldest, ...duplicates] = found;
  if (!oldest) {
    const other = made && made.author !== post.author ? { otherAuthor: made.author } : {};
    return { tag: 'created', url: made?.url ?? '', ...other };
  }
  const newest = found.reduce(
    (best, { marker, note: { body } }) => (isNewer(marker, best.marker) ? { marker, body } : best),
    { marker: post.marker, body: ours },
  );
  const posted = await write(forge, oldest.note, newest.body);
  await remove(forge, duplicates);
  return posted.tag === 'unchanged' && newest.body === ours ? { tag: 'created', url: posted.url } : posted;
}

/** Creates the comment once. If the response is lost, the list that follows shows whether the comment was created. */
async function createOnce(forge: Forge, post: StickyNote, body: string): Promise<Note | undefined> {
  try {
    return await forge.addNote(post.change, body);
  } catch (error) {
    const isLost = error instanceof ForgeError && error.kind === 'failed';
    if (isLost && (await listed(forge, post)).length > 0) return undefined;
    throw error;
  }
}

async function listed(forge: Forge, post: StickyNote): Promise<readonly MarkedNote[]> {
  return markedNotes(await forge.notes(post.change), post.author, post.marker);
}

/**
 * The head is read after the comments. If it is still this run's commit then, a comment about another commit is older.
 */
async function staleness(
  forge: Forge,
  { change, marker }: StickyNote,
  before: readonly MarkedNote[],
): Promise<string | undefined> {
  if (marker.head !== undefined) {
    const { head, merged } = await forge.change(change);
    if (head !== marker.head) return `the ${forge.words.change} has newer commits`;
    // Nobody who merged the change request saw a plan that was created after the merge.
    if (merged) return `the ${forge.words.change} is merged`;
  }
  const newer = before.find((one) => one.marker.head === marker.head && isNewer(one.marker, marker));
  return newer && `run ${newer.marker.run} read the account later`;
}

function bodyOf({ text, marker }: StickyNote): string {
  return withMarker(text, marker);
}

async function write(
  forge: Forge,
  { id, url, body: old }: Note,
  body: string,
): Promise<Extract<Posted, { readonly url: string }>> {
  if (old === body) return { tag: 'unchanged', url };
  await forge.updateNote(id, body);
  return { tag: 'updated', url };
}

/** Another run may already have removed a duplicate. */
async function remove(forge: Forge, duplicates: readonly MarkedNote[]): Promise<void> {
  for (const { note } of duplicates) {
    try {
      await forge.removeNote(note.id);
    } catch (error) {
      if (!(error instanceof ForgeError && error.kind === 'missing')) throw error;
    }
  }
}
