import type { CheckedAssumption } from '../../../model/assumption.ts';
import { isArray, isObject, type Json } from '../../../model/json.ts';
import { listing } from '../../../render/text/words.ts';
import type { Evidence } from './evidence.ts';

/** What an account shows about one assumption. */
export type Observation = Pick<CheckedAssumption, 'observation' | 'message'>;

/** One assumption, and how it is observed. */
export interface Assumption extends Pick<CheckedAssumption, 'id' | 'statement' | 'reliesOn'> {
  readonly observe: (evidence: Evidence, vocabulary: Vocabulary) => Observation;
}

export function confirmed(message: string): Observation {
  return { observation: 'confirmed', message };
}

export function contradicted(message: string): Observation {
  return { observation: 'contradicted', message };
}

/** @param message why this account does not show it */
export function notObservable(message: string): Observation {
  return { observation: 'not-observable', message };
}

/**
 * Judges an assumption about each of several items.
 * @param noun plural, such as `streams`
 */
export function holdsForAll<T>(
  items: readonly T[],
  noun: string,
  holds: (item: T) => boolean,
  failure = 'it is not so',
): Observation {
  if (items.length === 0) return notObservable(`There are no ${noun} to look at.`);
  const failing = items.filter((item) => !holds(item)).length;
  return failing === 0
    ? confirmed(`True for ${items.length} of ${items.length} ${noun}.`)
    : contradicted(`For ${failing} of ${items.length} ${noun}, ${failure}.`);
}

/** Decides which words of responses may be published. */
export interface Vocabulary {
  /**
   * Returns words of the API, and counts those that could be something else.
   * @param known words that this product documents, which are always shown
   */
  readonly words: (values: readonly string[], known?: readonly string[]) => string;
}

/** Words of the vendor: values in capitals, and names of members. */
const WORD = /^(?:[A-Z]{3,}(?:_[A-Z]+)*|[a-z]+(?:[A-Z][a-z]*)*)$/;
const LONGEST = 40;

/** Members whose values are words of the API and not of the account. */
const VENDOR_VALUES = new Set(['streamStatus', 'status', 'destinationType', 'format', 'integrationType']);

/**
 * Nothing of the account may get into a report. A word is shown only if it looks like one of the vendor and is part of no
 * other value of the account, whatever that value is: a customer could be called ACTIVE.
 */
export function vocabularyOf(evidence: Evidence): Vocabulary {
  const own = new Set<string>();
  const collect = (value: Json | undefined, member = '') => {
    if (typeof value === 'string' && !VENDOR_VALUES.has(member)) own.add(value.toLowerCase());
    if (isArray(value)) for (const item of value) collect(item, member);
    if (isObject(value)) for (const [name, inner] of Object.entries(value)) collect(inner, name);
  };
  for (const { body } of evidence.probes) collect(body);
  const texts = [...own];
  const isPublic = (word: string) =>
    word.length <= LONGEST && WORD.test(word) && !texts.some((text) => text.includes(word.toLowerCase()));
  return {
    words: (values, known = []) => {
      const all = [...new Set(values)].sort();
      const shown = all.filter((word) => known.includes(word) || isPublic(word));
      const hidden = all.length - shown.length;
      return listing([
        ...shown,
        ...(hidden > 0 ? [`${hidden} that ${hidden === 1 ? 'is' : 'are'} not shown`] : []),
      ]);
    },
  };
}
