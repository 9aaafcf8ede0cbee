import type { ManifestDefaults } from '../model/configuration.ts';
import { isArray, type Json, type JsonObject } from '../model/json.ts';
import { draftOf } from './members/draft.ts';
import { fieldSetIn } from './members/field-sets.ts';
import { NOTHING_SHARED, type SharedValues, ValueSources } from './members/value-sources.ts';
import { mergeDefaults } from './merge-defaults.ts';
import type { ManifestDocument } from './yaml/document.ts';

/** A manifest together with what the configuration file adds to it. */
export interface CompleteManifest {
  readonly root: JsonObject;
  readonly shared: SharedValues;
}

/** Adds defaults to a manifest, and replaces field sets by their fields, in their order. */
export function completeManifest(root: JsonObject, defaults: ManifestDefaults | undefined): CompleteManifest {
  if (!defaults) return { root, shared: NOTHING_SHARED };
  const sources = new ValueSources();
  const complete = withFieldSets(mergeDefaults(root, defaults, sources), defaults, sources);
  return {
    root: complete,
    shared: { fieldSets: Object.keys(defaults.fieldSets), sourceOf: (path) => sources.of(path) },
  };
}

/** Returns a document with the content of a complete manifest. Its positions are those of the files that values are in. */
export function completeDocument(
  document: ManifestDocument,
  { root, shared }: CompleteManifest,
  defaults: ManifestDefaults | undefined,
): ManifestDocument {
  if (!defaults) return document;
  return {
    ...document,
    value: root,
    position: ({ path, part }) => {
      const source = shared.sourceOf(path);
      return source.from === 'manifest'
        ? document.position({ path: source.path, part })
        : defaults.positionOf(source.path, part);
    },
  };
}

function withFieldSets(root: JsonObject, { fieldSets }: ManifestDefaults, sources: ValueSources): JsonObject {
  const { spec, card } = draftOf(root);
  const lists = (card?.lists ?? []).filter(({ role }) => role === 'fields');
  const expanded = lists.flatMap(({ member }) => {
    const items = spec?.[member];
    if (!isArray(items) || items.every((item) => fieldSetIn(item) === undefined)) return [];
    return [[member, expand(items, ['spec', member], fieldSets, sources)]];
  });
  return expanded.length === 0 ? root : { ...root, spec: { ...spec, ...Object.fromEntries(expanded) } };
}

/** Replaces references to field sets by their fields. A reference to an unknown set stays, for the rules to report. */
function expand(
  items: readonly Json[],
  path: readonly (string | number)[],
  fieldSets: ManifestDefaults['fieldSets'],
  sources: ValueSources,
): readonly Json[] {
  const written = items.map((_, index) => sources.of([...path, index]));
  const expanded = items.flatMap((item, index) => {
    const source = written[index] ?? { from: 'manifest', path: [...path, index] };
    const fieldSet = fieldSetIn(item);
    const fields =
      fieldSet !== undefined && Object.hasOwn(fieldSets, fieldSet) ? fieldSets[fieldSet] : undefined;
    if (fieldSet === undefined || !fields) return [{ value: item, source }];
    return fields.map((value, at) => ({
      value,
      source: { from: 'configuration', path: ['fieldSets', fieldSet, at], fieldSet } as const,
    }));
  });
  for (const [index, { source }] of expanded.entries()) sources.set([...path, index], source);
  return expanded.map(({ value }) => value);
}
