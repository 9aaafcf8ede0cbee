import type { Connection } from '../../commands/session/connection.ts';
import type { Context } from '../../commands/session/context.ts';
import { limits, type Planned } from '../../commands/session/read-and-plan.ts';
import { readManifests } from '../../manifest/read-manifests.ts';
import { collectionKey } from '../../model/collection.ts';
import { canonicalJson, type Json } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { PlanItem } from '../../model/plan.ts';
import { makePlan } from '../../plan/plan.ts';
import { acts } from '../../plan/steps/steps.ts';

/** A manifest file as it was before a change. */
export interface FileBefore {
  /** Its path in the form that this run uses for manifests: `streams/web.yaml`. */
  readonly file: string;
  /** Absent if the change adds the file. */
  readonly text?: string;
}

/**
 * The manifests before a change: those of unchanged files, and the previous ones of changed files. Invalid
 * manifests are omitted.
 */
export function manifestsBefore(
  now: readonly Manifest[],
  before: readonly FileBefore[],
  folder: string,
): readonly Manifest[] {
  const touched = new Set(before.map(({ file }) => file));
  const files = before.flatMap(({ file, text }) => (text === undefined ? [] : [{ file, text }]));
  const { manifests } = readManifests(files, [], folder);
  return [...now.filter(({ source }) => !touched.has(source.file)), ...manifests];
}

/** The names of new manifests, and of manifests whose content has changed. */
export function changedNames(before: readonly Manifest[], now: readonly Manifest[]): ReadonlySet<string> {
  const old = new Map(before.map((manifest) => [manifest.name, meaningOf(manifest)]));
  return new Set(now.filter((one) => old.get(one.name) !== meaningOf(one)).map(({ name }) => name));
}

/** The content of a manifest without its location. */
function meaningOf({ source: _, ...manifest }: Manifest): string {
  const plain: Json = JSON.parse(JSON.stringify(manifest));
  return canonicalJson(plain);
}

/**
 * The streams that earlier manifests would change in the current account, or could not apply. Either the
 * stream was changed outside this repository, or an earlier change was never applied. Collections that only
 * earlier manifests use were not read, so nothing is known about them.
 */
export function differingFrom(
  context: Context,
  { plan, observed }: Planned<Connection>,
  before: readonly Manifest[],
): readonly PlanItem[] {
  const readable = before.filter(({ collection }) => observed.rows.has(collectionKey(collection)));
  const { items } = makePlan({
    target: plan.target,
    manifests: readable,
    observed,
    limits: limits({}),
    rotate: [],
    requestsUsed: 0,
    hash: context.hash,
  });
  return items.filter((item) => acts(item) || item.action === 'blocked');
}
