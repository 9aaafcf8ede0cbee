import { collectionOf } from '../../model/collection.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { StreamDetail } from '../../model/observed.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { keyById } from '../../model/resource-key.ts';
import type { UpdatedManifest } from '../../render/schemas/update.ts';
import { type Connection, openConnection } from '../session/connection.ts';
import type { Context, Result } from '../session/context.ts';
import type { ImportOptions } from '../session/file-options.ts';
import { type Planned, readAndPlan } from '../session/read-and-plan.ts';
import { adoptContent } from './adopt-content.ts';
import { goBack } from './go-back.ts';
import { importedState } from './import-rows.ts';
import { type Rewrite, writeUpdates } from './write-updates.ts';

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
  if (options.version !== undefined) return goBack(context, options, options.version);
  const gathered = await readAndPlan(context, choice, openConnection);
  if (gathered.tag === 'rejected') return gathered.result;
  const texts = new Map<string, Rewrite>();
  const updated: UpdatedManifest[] = [];
  const notUpdated: { name: string; message: string }[] = [];
  for (const item of gathered.plan.items) {
    const result = await updateOne(context, options, { gathered, item, texts });
    if (typeof result === 'string') notUpdated.push({ name: item.name, message: result });
    else if (result) updated.push(result);
  }
  return writeUpdates(context, options, texts, {
    target: gathered.plan.target,
    updated,
    notUpdated,
    refusals: [],
  });
}

/** What was updated, or why it cannot be updated; `undefined` if the manifest matches its stream. */
async function updateOne(
  context: Context,
  { configuration }: Pick<ImportOptions, 'configuration'>,
  update: {
    readonly gathered: Planned<Connection>;
    readonly item: PlanItem;
    readonly texts: Map<string, Rewrite>;
  },
): Promise<UpdatedManifest | string | undefined> {
  const { gathered: planned, item, texts } = update;
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
  const state = importedState(detail);
  const source = { manifest, detail, text, state, configuration, values: 'live values' };
  const made = adoptContent(context, planned, item, source);
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
    ...(manifest.state === state ? {} : { state: { before: manifest.state, after: state } }),
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
