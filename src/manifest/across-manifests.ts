import type { ListCard, StreamCard } from '../model/card.ts';
import { collectionKey } from '../model/collection.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { FindingCode } from '../model/finding-code.ts';
import { isArray } from '../model/json.ts';
import { keyByName } from '../model/resource-key.ts';
import { error, type Path, valueAt, warning } from './findings/problem.ts';
import { quoted, shortList } from './findings/wording.ts';
import { bareNumber } from './members/ids.ts';
import type { Entry } from './parse.ts';
import { shortItem } from './rules/lists.ts';
import { diagnostic } from './yaml/document.ts';

/** A finding about several manifests, with their names and their documents. */
export interface AcrossFinding {
  readonly finding: Diagnostic;
  readonly names: readonly string[];
  readonly documents: readonly { readonly file: string }[];
}

/**
 * Finds problems that only show when all manifests are compared. Each finding has one location and names the other
 * manifests.
 */
export function acrossFindings(entries: readonly Entry[]): readonly AcrossFinding[] {
  return [
    ...duplicateFindings(entries, NAME),
    ...duplicateFindings(entries, STREAM_NAME),
    ...duplicateFindings(entries, STREAM_ID),
    ...tooManyStreams(entries),
  ];
}

/** A value that must be unique across manifests. */
interface Unique {
  readonly code: FindingCode;
  hint(entry: Entry): string;
  /** Returns the value that two manifests must not share; nothing if a manifest does not have it. */
  key(entry: Entry): string | undefined;
  path(entry: Entry): Path;
  sentence(entry: Entry, other: string): string;
  /** Returns whether two manifests may share the value nevertheless. */
  isShared?(entry: Entry, other: Entry): boolean;
}

const NAME: Unique = {
  code: 'duplicate-name',
  hint: () => 'Give each manifest a name of its own.',
  key: ({ draft }) => draft.name,
  path: () => ['metadata', 'name'],
  sentence: ({ draft }, other) =>
    `The name ${quoted(draft.name ?? '')} is also that of the manifest at ${other}.`,
};

const STREAM_NAME: Unique = {
  code: 'duplicate-stream-name',
  hint: ({ draft: { card } }) =>
    `Stream names are unique within a ${scopeOf(card)}: change one, or bind both with spec.streamId if two live streams have that name.`,
  key: (entry) => {
    const name = streamName(entry);
    const group = groupOf(entry);
    const { card } = entry.draft;
    return card && name !== undefined && group !== undefined
      ? keyByName(card.collection, name, group)
      : undefined;
  },
  path: ({ draft }) =>
    draft.spec && 'streamName' in draft.spec ? ['spec', 'streamName'] : ['metadata', 'name'],
  sentence: (entry, other) =>
    `The stream name ${quoted(streamName(entry) ?? '')} is also that of the manifest at ${other}.`,
  // Akamai allows two streams with the same name; they differ in their ids.
  isShared: ({ draft }, other) => draft.bound && other.draft.bound,
};

const STREAM_ID: Unique = {
  code: 'duplicate-stream-id',
  hint: () => 'Bind one manifest only to a stream.',
  key: ({ draft }) => {
    const id = draft.spec?.['streamId'];
    return typeof id === 'number' ? `${String(draft.root['kind'])} ${id}` : undefined;
  },
  path: () => ['spec', 'streamId'],
  sentence: ({ draft }, other) =>
    `Stream ${String(draft.spec?.['streamId'])} is also bound to the manifest at ${other}.`,
};

function streamName({ draft }: Entry): string | undefined {
  const written = draft.spec?.['streamName'];
  return typeof written === 'string' ? written : draft.name;
}

function scopeOf(card: StreamCard | undefined): string {
  return card?.namedByGroup ? 'group' : 'log type';
}

/**
 * Returns the group, if names are unique within groups only. It is unknown for a stream that is bound by its id and
 * does not state its group: only the account shows whether names collide there.
 */
function groupOf({ draft: { card, spec, bound } }: Entry): string | undefined {
  if (!card?.namedByGroup) return '';
  const written = spec?.['groupId'];
  const { prefix } = { ...card.members['groupId'] };
  if (written !== undefined) return String(bareNumber(written, prefix));
  return bound ? undefined : '';
}

function duplicateFindings(entries: readonly Entry[], unique: Unique): readonly AcrossFinding[] {
  const first = new Map<string, Entry>();
  const found: AcrossFinding[] = [];
  for (const entry of entries) {
    const key = unique.key(entry);
    const other = key === undefined ? undefined : first.get(key);
    if (key !== undefined && !other) first.set(key, entry);
    if (!other || isReported(unique, entry, other) || unique.isShared?.(entry, other)) continue;
    const place = valueAt(unique.path(entry));
    const sentence = unique.sentence(entry, where(other, unique.path(other)));
    const problem = error(place, unique.code, sentence, unique.hint(entry));
    found.push({ finding: diagnostic(entry.document, problem), ...manifestsOf([entry, other]) });
  }
  return found;
}

/** Two manifests with the same name also share the stream's name; one finding is enough. */
function isReported(unique: Unique, entry: Entry, other: Entry): boolean {
  return unique === STREAM_NAME && entry.draft.name === other.draft.name;
}

/** One reference to a source, such as a property, in a manifest. */
interface Mention {
  readonly entry: Entry;
  readonly path: Path;
}

function tooManyStreams(entries: readonly Entry[]): readonly AcrossFinding[] {
  const found: AcrossFinding[] = [];
  for (const { list, item, mentions } of mentionsOf(entries).values()) {
    const most = list.streamsPerItem ?? Number.POSITIVE_INFINITY;
    const last = mentions.at(-1);
    if (mentions.length <= most || !last) continue;
    const places = mentions.map(
      ({ entry, path }) => `${quoted(entry.draft.name ?? '')} (${where(entry, path)})`,
    );
    const message = `The ${list.noun} ${item} is in ${mentions.length} active streams, and the vendor documents a limit of ${most}: ${shortList(places)}.`;
    // Akamai raises this limit for some accounts, and only the API knows which ones.
    const hint = 'Take it out of one of them, unless the limit was raised for this account.';
    const problem = warning(valueAt(last.path), 'streams-per-item', message, hint);
    found.push({
      finding: diagnostic(last.entry.document, problem),
      ...manifestsOf(mentions.map(({ entry }) => entry)),
    });
  }
  return found;
}

interface Mentioned {
  readonly list: ListCard;
  readonly item: string;
  readonly mentions: Mention[];
}

/**
 * Maps each source to the manifests that name it. An id and a name may refer to the same source. Only the API can
 * resolve that, so plan checks it.
 */
function mentionsOf(entries: readonly Entry[]): ReadonlyMap<string, Mentioned> {
  const all = new Map<string, Mentioned>();
  for (const entry of entries) {
    const { card, spec } = entry.draft;
    if (!card || spec?.['state'] !== 'active') continue;
    for (const list of card.lists) {
      if (list.streamsPerItem === undefined) continue;
      for (const [item, path] of itemsOf(list, spec[list.member])) {
        const key = `${collectionKey(card.collection)} ${list.member} ${item}`;
        const mentioned = all.get(key) ?? { list, item, mentions: [] };
        mentioned.mentions.push({ entry, path });
        all.set(key, mentioned);
      }
    }
  }
  return all;
}

function itemsOf(list: ListCard, items: Parameters<typeof isArray>[0]): ReadonlyMap<string, Path> {
  const paths = new Map<string, Path>();
  if (!isArray(items)) return paths;
  for (const [index, item] of items.entries()) {
    const short = shortItem(list, item);
    const text = typeof short === 'string' ? quoted(short) : String(short);
    if (short !== undefined && !paths.has(text)) paths.set(text, ['spec', list.member, index]);
  }
  return paths;
}

function where(entry: Entry, path: Path): string {
  const { file, line, column } = entry.document.position(valueAt(path));
  return `${file}:${line}:${column}`;
}

function manifestsOf(entries: readonly Entry[]): Pick<AcrossFinding, 'names' | 'documents'> {
  return {
    names: entries.flatMap(({ draft }) => (draft.name === undefined ? [] : [draft.name])),
    documents: entries.map(({ document }) => document),
  };
}
