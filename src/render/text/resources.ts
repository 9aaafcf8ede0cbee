import { streamTitle } from '../../collections/texts.ts';
import { capitalized } from '../../model/capitalized.ts';
import { type ResourceKind, streamCollection, type TypeOfResource } from '../../model/collection.ts';
import type { PlanItem, Step } from '../../model/plan-item.ts';
import { type Identity, idOf } from '../../model/resource-key.ts';
import { propertyStepText } from './property-steps.ts';
import { streamStepText } from './stream-steps.ts';
import { count, listing, named } from './words.ts';

/** How the resources of one type are called. */
interface ResourceWords {
  /** One resource: `stream`. */
  readonly one: string;
  readonly many: string;
  /** Returns what distinguishes the type from others: `CDN`. */
  readonly typeTitle: (resource: TypeOfResource) => string;
  /** Returns the noun with what precedes it: `CDN stream`. */
  readonly title: (resource: TypeOfResource) => string;
  /** Returns what a step does. `lasts` is the duration of a transition. */
  readonly stepText: (item: PlanItem, step: Step, lasts: string) => string;
}

const STREAM: ResourceWords = {
  one: 'stream',
  many: 'streams',
  typeTitle: (resource) => streamTitle(streamCollection(resource)),
  title: (resource) => `${streamTitle(streamCollection(resource))} stream`,
  stepText: streamStepText,
};

const PROPERTY: ResourceWords = {
  one: 'property',
  many: 'properties',
  typeTitle: () => 'Property Manager',
  title: () => 'property',
  stepText: propertyStepText,
};

const WORDS: Readonly<Record<ResourceKind, ResourceWords>> = {
  DataStream2: STREAM,
  DataStream1: STREAM,
  PropertyLogging: PROPERTY,
};

interface OfKind {
  readonly kind: ResourceKind;
}

/** Returns the noun for one resource: `stream`. */
export function nounOf({ kind }: OfKind): string {
  return WORDS[kind].one;
}

/** Returns the title of the type of a resource: `CDN`, `Property Manager`. */
export function typeTitle(resource: TypeOfResource): string {
  return WORDS[resource.kind].typeTitle(resource);
}

/**
 * Returns what a step does to the resource of an item: `save version 5 and activate it`.
 *
 * @param lasts the duration of a transition
 */
export function stepText(item: PlanItem, step: Step, lasts: string): string {
  return WORDS[item.kind].stepText(item, step, lasts);
}

/** Returns the type, the noun and the id of a resource: `CDN stream 7050`. Without an id: `CDN stream`. */
export function resourceTitle(resource: Omit<Identity, 'name'>): string {
  const id = idOf(resource);
  return `${WORDS[resource.kind].title(resource)}${id === undefined ? '' : ` ${id}`}`;
}

/** Returns the heading of a column with the names of resources: `Stream`. */
export function headingOf(resources: readonly OfKind[]): string {
  const nouns = [...new Set(resources.map(nounOf))];
  return nouns.length === 1 ? capitalized(nouns[0] ?? '') : 'Resource';
}

/**
 * Counts resources, with the nouns of their types: `2 streams`.
 *
 * @param adjective precedes each noun
 */
export function countOf(resources: readonly OfKind[], adjective?: string): string {
  const used = new Set(resources.map(({ kind }) => WORDS[kind]));
  const phrase = (noun: string) => (adjective === undefined ? noun : `${adjective} ${noun}`);
  return listing(
    [...(used.size === 0 ? [STREAM] : used)].map((words) => {
      const those = resources.filter(({ kind }) => WORDS[kind] === words);
      return count(those.length, phrase(words.one), phrase(words.many));
    }),
  );
}

/** Returns a count with names: `2 streams (a and b)`. */
export function countedNames(
  resources: readonly (OfKind & { readonly name: string })[],
  most: number,
): string {
  return `${countOf(resources)}${named(resources, most)}`;
}
