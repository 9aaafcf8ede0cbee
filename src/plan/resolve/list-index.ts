import type { KnownName } from '../../model/account.ts';
import { nearestTexts } from './suggestions.ts';

const RANK: Readonly<Record<KnownName['origin'], number>> = { live: 2, kept: 1, card: 0 };

type ByText = Map<string, KnownName[]>;

/** The names of one list, with the rules that map a string to ids. */
export class ListNames {
  readonly #byId = new Map<number | string, KnownName[]>();
  #tiers: readonly ByText[] | undefined;
  readonly #found = new Map<string, readonly KnownName[]>();

  /** Adds a name. A name that is already known has no effect. */
  enter(entry: KnownName): void {
    const known = this.#byId.get(entry.id);
    if (!known) this.#byId.set(entry.id, [entry]);
    else if (!known.some((one) => isSame(one, entry))) known.push(entry);
    else return;
    this.#tiers = undefined;
    this.#found.clear();
  }

  /** See `NameIndex.find`. Results are cached, since streams repeat the same few fields. */
  find(text: string): readonly KnownName[] {
    const known = this.#found.get(text);
    if (known) return known;
    const found = this.#search(text);
    this.#found.set(text, found);
    return found;
  }

  #search(text: string): readonly KnownName[] {
    this.#tiers ??= this.#build();
    const [keys, names, folded] = this.#tiers;
    const found = keys?.get(text) ?? names?.get(text) ?? folded?.get(text.toLowerCase()) ?? [];
    const best = Math.max(...found.map(({ origin }) => RANK[origin]));
    const ids = new Set(found.filter(({ origin }) => RANK[origin] === best).map(({ id }) => id));
    return [...ids].flatMap((id) => surest(found.filter((one) => one.id === id)));
  }

  /** See `NameIndex.label`. */
  label(id: number | string): string | undefined {
    const [best] = [...(this.#byId.get(id) ?? [])].sort((a, b) => RANK[b.origin] - RANK[a.origin]);
    return best?.key ?? best?.name;
  }

  /**
   * See `NameIndex.nearest`. A field is suggested by its JSON key, as written in manifests, even if its name was the
   * match.
   */
  nearest(text: string): readonly string[] {
    const entries = [...this.#byId.values()].flatMap(current);
    const written = new Map(entries.flatMap(({ key, name }) => [[name, key ?? name] as const]));
    const keys = entries.flatMap(({ key }) => (key === undefined ? [] : [key]));
    const near = nearestTexts(text, [...keys, ...written.keys()]);
    return [...new Set(near.map((known) => written.get(known) ?? known))];
  }

  #build(): readonly ByText[] {
    const [keys, names, folded]: readonly [ByText, ByText, ByText] = [new Map(), new Map(), new Map()];
    for (const entry of [...this.#byId.values()].flatMap(current)) {
      add(names, entry.name, entry);
      add(folded, entry.name.toLowerCase(), entry);
      if (entry.key === undefined) continue;
      add(keys, entry.key, entry);
      add(folded, entry.key.toLowerCase(), entry);
    }
    return [keys, names, folded];
  }
}

function add(texts: ByText, text: string, entry: KnownName): void {
  const entries = texts.get(text);
  if (entries) entries.push(entry);
  else texts.set(text, [entry]);
}

/**
 * The names of an id. If this run read a name from the account, names from earlier runs are dropped, since the item
 * has been renamed.
 */
function current(entries: readonly KnownName[]): readonly KnownName[] {
  const isLive = entries.some(({ origin }) => origin === 'live');
  return isLive ? entries.filter(({ origin }) => origin !== 'kept') : entries;
}

/** The most certain source of a name that several sources have: a name on a card needs no look-up. */
function surest(entries: readonly KnownName[]): readonly KnownName[] {
  return entries.toSorted((a, b) => RANK[a.origin] - RANK[b.origin]).slice(0, 1);
}

function isSame(one: KnownName, other: KnownName): boolean {
  return one.name === other.name && one.key === other.key && one.origin === other.origin;
}
