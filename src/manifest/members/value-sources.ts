import type { Path } from '../findings/problem.ts';

/** Where a part of a manifest comes from: its own file, or the configuration file. */
export interface ValueSource {
  readonly from: 'manifest' | 'configuration';
  /** The path in that file. */
  readonly path: Path;
  /** The field set that contains the part. */
  readonly fieldSet?: string;
}

/** What rules know about the configuration file. */
export interface SharedValues {
  /** The names of its field sets. */
  readonly fieldSets: readonly string[];
  /** Returns where a part of the manifest comes from. */
  sourceOf(path: Path): ValueSource;
}

/** A manifest that the configuration file adds nothing to. */
export const NOTHING_SHARED: SharedValues = {
  fieldSets: [],
  sourceOf: (path) => ({ from: 'manifest', path }),
};

/**
 * Records sources of the parts of a manifest. A part without its own source is a part of its nearest ancestor that has
 * one.
 */
export class ValueSources {
  readonly #sources = new Map<string, ValueSource>();

  get isEmpty(): boolean {
    return this.#sources.size === 0;
  }

  set(path: Path, source: ValueSource): void {
    this.#sources.set(JSON.stringify(path), source);
  }

  of(path: Path): ValueSource {
    for (let length = path.length; length > 0; length -= 1) {
      const source = this.#sources.get(JSON.stringify(path.slice(0, length)));
      if (source) return { ...source, path: [...source.path, ...path.slice(length)] };
    }
    return { from: 'manifest', path };
  }
}
