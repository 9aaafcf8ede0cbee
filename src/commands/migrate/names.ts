import { MIGRATED_TO } from '../../conversion/datastream1/migrate.ts';
import { variableName } from '../../conversion/variable-name.ts';
import { LONGEST_NAME } from '../../manifest/members/own-members.ts';
import { collectionKey } from '../../model/collection.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { StreamRow } from '../../model/observed.ts';
import { joined, slug } from '../import/file-names.ts';

/** The name and the file of a result. */
export interface MigratedPath {
  /** `metadata.name`. */
  readonly name: string;
  readonly streamName: string;
  readonly file: string;
  /** Why the name of the stream differs from the original. A sentence without a full stop. */
  readonly renamed?: string;
  /** A manifest in another file that has the name. The result must not be written. */
  readonly rival?: Manifest;
}

/** The part of a list row of a live DataStream 2 stream that naming needs. */
export type LiveStream = Pick<StreamRow, 'streamId' | 'name' | 'sources'>;

/** What existed before the run. */
export interface Surroundings {
  readonly manifests: readonly Manifest[];
  /** Live DataStream 2 streams, if an account was read. */
  readonly rows: readonly LiveStream[];
  /** The folder for results. */
  readonly folder: string;
}

/** A connector of an original. `only` is true if there is no other one. */
interface Subject {
  readonly name: string;
  readonly streamName: string;
  readonly connector: string;
  readonly only: boolean;
  /** Its position in the list of connectors, from 0. */
  readonly index: number;
}

const ENDING = '-ds2';
const TO = collectionKey(MIGRATED_TO.collection);

/**
 * Chooses names for the results of one run: `NAME-ds2`, or `NAME-ds2-CONNECTOR` for each of several
 * connectors. The first stream keeps the original's stream name, since the two APIs have separate names. The
 * other streams add the connector's name. Names that are in use are avoided.
 */
export class ResultNames {
  readonly #around: Surroundings;
  readonly #folder: string;
  readonly #names = new Set<string>();
  readonly #streamNames = new Set<string>();
  readonly #files = new Set<string>();

  constructor(around: Surroundings) {
    this.#around = around;
    this.#folder = around.folder.replace(/^(\.\/+)+/, '').replace(/\/+$/, '');
  }

  place(subject: Subject): MigratedPath {
    const { name, connector, only } = subject;
    const base = joined(name, only ? ENDING : `${ENDING}-${slug(connector, 'connector')}`, LONGEST_NAME);
    const own = free(base, '-', (candidate) => this.#names.has(candidate));
    const others = this.#around.manifests.filter((manifest) => manifest.name !== own);
    const file = this.#file(own, others);
    const rival = this.#around.manifests.find((m) => m.name === own && m.source.file !== file);
    const named = this.#streamName(subject, own, others);
    this.#names.add(own);
    return {
      name: own,
      file,
      ...named,
      ...(rival ? { rival } : {}),
    };
  }

  #file(name: string, others: readonly Manifest[]): string {
    const taken = new Set([...others.map(({ source }) => source.file.toLowerCase()), ...this.#files]);
    const path = (text: string) => `${this.#folder}/${text}.yaml`;
    const file = path(free(slug(name, 'stream'), '-', (text) => taken.has(path(text).toLowerCase())));
    this.#files.add(file.toLowerCase());
    return file;
  }

  #streamName(
    subject: Subject,
    own: string,
    others: readonly Manifest[],
  ): Pick<MigratedPath, 'streamName' | 'renamed'> {
    const owners = this.#owners(own, others);
    const taken = (text: string) => owners.has(text) || this.#streamNames.has(text);
    const wanted = proposedStreamName(subject);
    const streamName = free(wanted, ' ', taken);
    this.#streamNames.add(streamName);
    if (streamName === wanted) return { streamName };
    const owner = owners.get(wanted) ?? 'another result of this run';
    const renamed = `${owner} is called ${wanted}, and names of DataStream 2 streams are unique, so this one is called ${streamName}`;
    return { streamName, renamed };
  }

  /**
   * The DataStream 2 stream names that are in use, with their owners. A result that is written again keeps
   * its own name.
   */
  #owners(own: string, others: readonly Manifest[]): ReadonlyMap<string, string> {
    const { manifests, rows } = this.#around;
    const before = manifests.find(({ name }) => name === own)?.streamName;
    const live = rows.filter(({ name }) => name !== before);
    return new Map([
      ...live.map(({ name, streamId }) => [name, `live stream ${streamId}`] as const),
      ...others
        .filter(({ collection }) => collectionKey(collection) === TO)
        .map(({ streamName, name }) => [streamName, `the stream of ${name}`] as const),
    ]);
  }
}

function proposedStreamName({ streamName, connector, index }: Subject): string {
  if (index === 0) return streamName;
  return joined(streamName, ` (${connector.replaceAll(/\p{Cc}+/gu, ' ').slice(0, 100)})`, LONGEST_NAME);
}

/** The text, or the text with the first number that makes it unique. */
function free(text: string, between: string, taken: (candidate: string) => boolean): string {
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? text : joined(text, `${between}${number}`, LONGEST_NAME);
    if (!taken(candidate)) return candidate;
  }
}

/** Whether a manifest is the result of an earlier migration of a stream. */
export function isResultOf(original: string, { name }: Manifest): boolean {
  return name === `${original}${ENDING}` || name.startsWith(`${original}${ENDING}-`);
}

const LONGEST_PREFIX = 80;

/**
 * A variable that no other manifest uses. If two streams shared a variable, the secret of one would be sent
 * to the destination of the other.
 * @param taken in upper case; the new one is added
 */
export function freeVariable(prefix: string, member: string, taken: Set<string>): string {
  const cut = [...prefix].slice(0, LONGEST_PREFIX).join('');
  for (let number = 1; ; number += 1) {
    const variable = variableName(number === 1 ? cut : `${cut} ${number}`, member);
    if (taken.has(variable)) continue;
    taken.add(variable);
    return variable;
  }
}
