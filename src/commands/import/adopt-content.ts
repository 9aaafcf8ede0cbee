import { streamCard } from '../../collections/registry.ts';
import type { Exported } from '../../conversion/stream-to-manifest.ts';
import type { Edit } from '../../manifest/edit/edit.ts';
import { editFile } from '../../manifest/edit/edit-file.ts';
import { EditRefused } from '../../manifest/edit/splices.ts';
import { isFieldSetItem } from '../../manifest/members/field-sets.ts';
import { nullsIn } from '../../manifest/merge-defaults.ts';
import { parseFile } from '../../manifest/parse.ts';
import { inReadingOrder } from '../../manifest/reading-order.ts';
import type { Change } from '../../model/change.ts';
import type { ActiveConfiguration } from '../../model/configuration.ts';
import { defined } from '../../model/defined.ts';
import { isArray, isObject, type JsonObject } from '../../model/json.ts';
import type { DesiredState, Manifest } from '../../model/manifest.ts';
import type { StreamDetail } from '../../model/observed.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { nameIndex } from '../../plan/resolve/resolve.ts';
import type { Connection } from '../session/connection.ts';
import type { Context } from '../session/context.ts';
import { planOne } from '../session/plan-one.ts';
import type { Planned } from '../session/read-and-plan.ts';
import { variablesIn } from '../session/variables-in.ts';
import { exportWithUniqueVariables } from './unique-variables.ts';
import { reachesFor, removedReferences, type UpdateReach, updateEdits } from './update-edits.ts';

/** A manifest and the content that it adopts. */
export interface AdoptedContent {
  readonly manifest: Manifest;
  readonly detail: StreamDetail;
  /** The text of the manifest's file. */
  readonly text: string;
  readonly state: DesiredState;
  readonly configuration: ActiveConfiguration | undefined;
  /** How messages call the values of the content: `live values`. */
  readonly values: string;
}

/** The text of a file whose manifest has adopted content. */
export interface Adopted {
  readonly text: string;
  readonly references: Exported['references'];
  /** References that the edit removes, as changes from the adopted content to the manifest. */
  readonly changes: readonly Change[];
}

/**
 * Edits the text of a manifest with the fewest edits that make it match.
 * @param planned its account contains the content that the manifest adopts
 * @param item the plan of the manifest in this account
 * @returns why there is no such edit, if there is none
 */
export function adoptContent(
  context: Context,
  planned: Planned<Connection>,
  item: PlanItem,
  source: AdoptedContent,
): Adopted | string {
  const problems: string[] = [];
  for (const reach of reachesFor(usesFieldSets(source), hasDefaults(source))) {
    const made = edited(planned, item, source, reach);
    const problem = typeof made === 'string' ? made : faultOf(context, planned, source, made.text);
    if (typeof made !== 'string' && problem === undefined) return made;
    problems.push(problem ?? '');
  }
  return problems.at(-1) ?? '';
}

function hasDefaults({ configuration }: AdoptedContent): boolean {
  return (configuration?.manifestDefaults?.defaults ?? []).length > 0;
}

function usesFieldSets({ manifest, text }: AdoptedContent): boolean {
  const specs = parsedSpecs(manifest.source.file, text);
  return specs.some(({ datasetFields }) => isArray(datasetFields) && datasetFields.some(isFieldSetItem));
}

function edited(
  { observed, manifests }: Planned<Connection>,
  item: PlanItem,
  source: AdoptedContent,
  reach: UpdateReach,
) {
  const { manifest, detail, text, state, configuration } = source;
  const names = nameIndex(observed);
  const taken = new Set(manifests.flatMap(({ spec }) => variablesIn(spec)).map((name) => name.toUpperCase()));
  const { spec, references } = exportWithUniqueVariables(detail, names, manifest.name, taken);
  const exported = inReadingOrder({ collection: detail.collection, spec });
  const entry = parseFile(manifest.source.file, text).entries.find(
    ({ draft }) => draft.name === manifest.name,
  );
  const written = entry?.draft.spec;
  if (!isObject(written)) return 'its file has changed since it was read; run again';
  try {
    const edits = updateEdits(
      {
        card: streamCard(detail.collection),
        written,
        stated: manifest.state,
        changes: item.changes,
        exported,
        streamName: detail.name,
        state,
        names,
        fieldSets: configuration?.manifestDefaults?.fieldSets ?? {},
      },
      reach,
    );
    const edited = editFile(manifest.source.file, text, manifest.name, edits);
    const made = reach.removesDefaults ? withoutAddedDefaults(edited, exported, source) : edited;
    const inFile = new Set(variablesIn(parsedSpecs(manifest.source.file, made)));
    const old = new Set(variablesIn(parsedSpecs(manifest.source.file, text)));
    const added = references.filter(
      ({ suggestedName }) => inFile.has(suggestedName) && !old.has(suggestedName),
    );
    return { text: made, references: added, changes: removedReferences(edits, written, item.changes) };
  } catch (error) {
    if (error instanceof EditRefused) return `edit it manually: ${error.message}`;
    throw error;
  }
}

/** Removes the defaults that the content does not have. */
function withoutAddedDefaults(
  text: string,
  exported: JsonObject,
  { manifest: { name, source }, configuration }: AdoptedContent,
): string {
  const defaults = configuration?.manifestDefaults;
  const own = parseFile(source.file, text).entries.find(({ draft }) => draft.name === name);
  if (!defaults || !own) return text;
  const edits = leavesOf(nullsIn(own.draft.root, exported, defaults)).map(
    (path): Edit => ({ tag: 'set', path: ['spec', ...path], value: null }),
  );
  return edits.length === 0 ? text : editFile(source.file, text, name, edits);
}

function leavesOf(block: JsonObject): readonly (readonly string[])[] {
  return Object.entries(block).flatMap(([name, value]) =>
    isObject(value) ? leavesOf(value).map((path) => [name, ...path]) : [[name]],
  );
}

function parsedSpecs(file: string, text: string) {
  return parseFile(file, text).entries.flatMap(({ draft }) => (draft.spec ? [draft.spec] : []));
}

/** Why an edited file must not be written. It has to load, and match the content. */
function faultOf(
  context: Context,
  planned: Planned<Connection>,
  { manifest: { name, source }, values, configuration }: AdoptedContent,
  text: string,
): string | undefined {
  const { entries } = parseFile(source.file, text, defined({ configuration }));
  const valid = entries.find(({ draft }) => draft.name === name)?.manifest;
  if (!valid) return `edit it manually: with the ${values} it is not a valid manifest`;
  // A requested rotation stays in the manifest. It is no difference of content.
  const { rotateSecretsAfter: _, ...manifest } = valid;
  const item = planOne(context, planned, manifest);
  if (item && item.changes.length === 0 && ['none', 'wait'].includes(item.action)) return undefined;
  const paths = item?.changes.map(({ path }) => path) ?? [];
  if (item?.reason !== undefined) return `edit it manually: with the ${values}, ${item.reason}`;
  return `edit it manually: it would still differ from the ${values}${paths.length > 0 ? ` in ${paths.join(', ')}` : ''}`;
}
