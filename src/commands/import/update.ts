import { streamCard } from '../../collections/registry.ts';
import { editManifest } from '../../manifest/edit/edit.ts';
import { isSameElsewhere } from '../../manifest/edit/reach.ts';
import { EditRefused } from '../../manifest/edit/splices.ts';
import { parseFile } from '../../manifest/parse.ts';
import { inReadingOrder } from '../../manifest/write.ts';
import { collectionOf } from '../../model/collection.ts';
import { canonicalJson, isObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { StreamDetail } from '../../model/observed.ts';
import type { PlanItem } from '../../model/plan.ts';
import { keyById } from '../../model/resource-key.ts';
import { DEFAULT_LIMITS } from '../../model/safety-limits.ts';
import { makePlan } from '../../plan/plan.ts';
import { nameIndex } from '../../plan/resolve/resolve.ts';
import { renderUpdate } from '../../render/import/update.ts';
import type { UpdatedManifest, UpdateReport } from '../../render/schemas/update.ts';
import { type Connection, openConnection } from '../session/connection.ts';
import { type Consent, changedMeanwhile, consentToWrite } from '../session/consent.ts';
import type { Context, Result } from '../session/context.ts';
import type { ImportOptions } from '../session/options.ts';
import { type Planned, readAndPlan } from '../session/read-and-plan.ts';
import { variablesIn } from '../session/referenced-variables.ts';
import { importedState } from './import.ts';
import { exportWithUniqueVariables } from './unique-variables.ts';
import { REACHES, removedReferences, type UpdateReach, updateEdits } from './update-edits.ts';

/**
 * Writes live changes into the manifests that manage the streams (`import --update`). Members that do not
 * differ are not changed, and neither are references and `protect`. A file is written only if planning the
 * result shows no change.
 */
export async function updateManifests(context: Context, options: ImportOptions): Promise<Result> {
  const choice = {
    ...options,
    only: options.which,
    rotate: [],
    allow: {},
    command: 'import',
    isForStreams: true,
  } as const;
  const gathered = await readAndPlan(context, choice, openConnection);
  if (gathered.tag === 'rejected') return gathered.result;
  const texts = new Map<string, Rewrite>();
  const updated: UpdatedManifest[] = [];
  const notUpdated: { name: string; message: string }[] = [];
  for (const item of gathered.plan.items) {
    const result = await updateOne(context, gathered, item, texts);
    if (typeof result === 'string') notUpdated.push({ name: item.name, message: result });
    else if (result) updated.push(result);
  }
  const report = { target: gathered.plan.target, updated, notUpdated, refusals: [] };
  const consent = texts.size === 0 ? { tag: 'given' as const } : await consentFor(context, options, report);
  if (consent.tag === 'refused') {
    const refusals: UpdateReport['refusals'] = [{ code: 'no-consent', message: consent.message, names: [] }];
    return { output: renderUpdate({ ...report, refusals }, options), exitCode: 3 };
  }
  const changed = await changedMeanwhile(context, texts);
  if (changed.length > 0) {
    const message = `someone changed ${changed.join(', ')} while this command was running; nothing was written, run it again`;
    const refusals: UpdateReport['refusals'] = [{ code: 'stale-plan', message, names: [] }];
    return { output: renderUpdate({ ...report, refusals }, options), exitCode: 3 };
  }
  for (const [file, { after }] of texts) await context.files.writeBelow(options.streams, file, after);
  return { output: renderUpdate(report, options), exitCode: notUpdated.length > 0 ? 1 : 0 };
}

/** The text of a file as it was read, and with the live values. */
interface Rewrite {
  readonly before: string;
  readonly after: string;
}

const NO_TERMINAL = 'not a terminal: pass --yes to rewrite these manifests without confirmation';

function consentFor(context: Context, options: ImportOptions, report: UpdateReport): Promise<Consent> {
  const files = new Set(report.updated.map(({ file }) => file)).size;
  return consentToWrite(context, {
    yes: options.yes,
    preview: () => renderUpdate(report, { ...options, format: 'terminal' }),
    question: `Write ${files === 1 ? 'this file' : `these ${files} files`}?`,
    withoutTerminal: NO_TERMINAL,
    cancelled: 'Import cancelled.',
  });
}

/** What was updated, or why it cannot be updated; `undefined` if the manifest matches its stream. */
async function updateOne(
  context: Context,
  planned: Planned<Connection>,
  item: PlanItem,
  texts: Map<string, Rewrite>,
): Promise<UpdatedManifest | string | undefined> {
  const { manifests, observed } = planned;
  const manifest = manifests.find(({ name }) => name === item.name);
  if (!manifest) return undefined;
  const detail =
    item.streamId === undefined
      ? undefined
      : observed.details.get(keyById(manifest.collection, item.streamId));
  const obstacle = obstacleTo(item, manifest, detail);
  if (obstacle !== undefined || !detail || item.action === 'none') return obstacle;
  const { file } = manifest.source;
  const earlier = texts.get(file);
  const before = earlier?.before ?? (await context.files.read(file));
  const text = earlier?.after ?? before;
  const made = matching(context, planned, item, { manifest, detail, text });
  if (typeof made === 'string') return made;
  if (made.text === text) return undefined;
  texts.set(file, { before, after: made.text });
  return {
    file,
    name: item.name,
    ...collectionOf(manifest.collection),
    streamId: detail.streamId,
    version: detail.version,
    status: detail.status,
    ...(manifest.state === made.state ? {} : { state: { before: manifest.state, after: made.state } }),
    changes: [...item.changes, ...made.changes],
    references: made.references,
  };
}

function obstacleTo(item: PlanItem, { state }: Manifest, detail?: StreamDetail): string | undefined {
  if (item.action === 'none') return undefined;
  if (item.action === 'blocked') return item.reason ?? 'it is blocked';
  if (state === 'absent') return 'it has state: absent, and the stream exists: write the desired state';
  return detail ? undefined : 'it has no live stream: apply creates it, or remove the manifest';
}

interface Source {
  readonly manifest: Manifest;
  readonly detail: StreamDetail;
  readonly text: string;
}

/** The text with the fewest edits that make the manifest match, or why there is none. */
function matching(context: Context, planned: Planned<Connection>, item: PlanItem, source: Source) {
  const problems: string[] = [];
  for (const reach of REACHES) {
    const made = edited(planned, item, source, reach);
    const problem =
      typeof made === 'string'
        ? made
        : faultOf(context, planned, { text: made.text, before: source.text, manifest: source.manifest });
    if (typeof made !== 'string' && problem === undefined) return made;
    problems.push(problem ?? '');
  }
  return problems.at(-1) ?? '';
}

function edited(
  { observed, manifests }: Planned<Connection>,
  item: PlanItem,
  source: Source,
  reach: UpdateReach,
) {
  const { manifest, detail, text } = source;
  const names = nameIndex(observed);
  const taken = new Set(manifests.flatMap(({ spec }) => variablesIn(spec)).map((name) => name.toUpperCase()));
  const { spec, references } = exportWithUniqueVariables(detail, names, manifest.name, taken);
  const exported = inReadingOrder({ collection: detail.collection, spec });
  const state = importedState(detail);
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
        changes: item.changes,
        exported,
        streamName: detail.name,
        state,
        names,
      },
      reach,
    );
    const made = editManifest(text, manifest.name, edits);
    const after = parseFile(manifest.source.file, made).entries.find(
      ({ draft }) => draft.name === manifest.name,
    );
    if (after && !isSameElsewhere(edits, entry?.draft.root ?? null, after.draft.root)) {
      return 'edit it manually: other members of it share, by an anchor, what differs';
    }
    const inFile = new Set(variablesIn(parsedSpecs(manifest.source.file, made)));
    const old = new Set(variablesIn(parsedSpecs(manifest.source.file, text)));
    const added = references.filter(
      ({ suggestedName }) => inFile.has(suggestedName) && !old.has(suggestedName),
    );
    return { text: made, state, references: added, changes: removedReferences(edits, written, item.changes) };
  } catch (error) {
    if (error instanceof EditRefused) return `edit it manually: ${error.message}`;
    throw error;
  }
}

function parsedSpecs(file: string, text: string) {
  return parseFile(file, text).entries.flatMap(({ draft }) => (draft.spec ? [draft.spec] : []));
}

/**
 * Why an edited file must not be written. It has to load, leave other manifests unchanged, and match the live
 * stream.
 */
function faultOf(
  { hash }: Context,
  { observed, choice, plan }: Planned<Connection>,
  made: { readonly text: string; readonly before: string; readonly manifest: Manifest },
): string | undefined {
  const { name, source } = made.manifest;
  const then = parseFile(source.file, made.before).entries;
  const now = parseFile(source.file, made.text).entries;
  const manifest = now.find(({ draft }) => draft.name === name)?.manifest;
  if (!manifest) return 'edit it manually: with the live values it is not a valid manifest';
  const others = (entries: typeof now) =>
    canonicalJson(entries.flatMap(({ draft }) => (draft.name === name ? [] : [draft.root])));
  if (others(then) !== others(now)) return 'edit it manually: other manifests in its file share what differs';
  const manifests = choice.manifests.map((one) => (one.name === name ? manifest : one));
  const limits = DEFAULT_LIMITS;
  const again = makePlan({
    target: plan.target,
    manifests,
    only: [name],
    observed,
    limits,
    rotate: [],
    requestsUsed: 0,
    hash,
  });
  const [item] = again.items;
  if (item && item.changes.length === 0 && ['none', 'wait'].includes(item.action)) return undefined;
  const paths = item?.changes.map(({ path }) => path) ?? [];
  if (item?.reason !== undefined) return `edit it manually: with the live values, ${item.reason}`;
  return `edit it manually: it would still differ from the live stream${paths.length > 0 ? ` in ${paths.join(', ')}` : ''}`;
}
