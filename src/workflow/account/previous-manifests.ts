import { desiredDigest } from '../../approval/approval.ts';
import type { Connection } from '../../commands/session/connection.ts';
import type { Context } from '../../commands/session/context.ts';
import { limits, type Planned } from '../../commands/session/read-and-plan.ts';
import { readManifests } from '../../manifest/read-manifests.ts';
import type { Observed } from '../../model/account.ts';
import { collectionKey, isStream } from '../../model/collection.ts';
import { canonicalJson, type Json } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { Plan, PlanItem } from '../../model/plan.ts';
import { type PropertyManifest, propertyItemName } from '../../model/property-logging.ts';
import { keyOf } from '../../model/resource-key.ts';
import { makePlan } from '../../plan/plan.ts';
import { acts } from '../../plan/steps/steps.ts';

/** A manifest file as it was before a change. */
export interface FileBefore {
  /** Its path in the form that this run uses for manifests: `streams/web.yaml`. */
  readonly file: string;
  /** Absent if the change adds the file. */
  readonly text?: string;
}

/** The manifests of a repository at one time. */
export interface RepositoryManifests {
  readonly manifests: readonly Manifest[];
  readonly properties: readonly PropertyManifest[];
}

/** Returns the manifests that a plan was made from. */
export function manifestsNow({ manifests, choice }: Planned<Connection>): RepositoryManifests {
  return { manifests, properties: choice.propertyLogging?.manifests ?? [] };
}

/**
 * The manifests before a change: those of unchanged files, and the previous ones of changed files. Invalid
 * manifests are omitted.
 */
export function manifestsBefore(
  now: RepositoryManifests,
  before: readonly FileBefore[],
  folder: string,
): RepositoryManifests {
  const touched = new Set(before.map(({ file }) => file));
  const isUntouched = ({ source }: Manifest | PropertyManifest) => !touched.has(source.file);
  const files = before.flatMap(({ file, text }) => (text === undefined ? [] : [{ file, text }]));
  const { manifests, properties } = readManifests(files, [], folder);
  return {
    manifests: [...now.manifests.filter(isUntouched), ...manifests],
    properties: [...now.properties.filter(isUntouched), ...properties],
  };
}

/** The names of the items that new manifests describe, and those whose manifests have other content. */
export function changedNames(before: RepositoryManifests, now: RepositoryManifests): ReadonlySet<string> {
  const old = meanings(before);
  return new Set([...meanings(now)].flatMap(([name, meaning]) => (old.get(name) === meaning ? [] : [name])));
}

/** The content of manifests by the names of their items. */
function meanings({ manifests, properties }: RepositoryManifests): ReadonlyMap<string, string> {
  const streams = new Map(manifests.map((manifest) => [manifest.name, meaningOf(manifest)]));
  const boundTo = (id: number) => manifests.find(({ streamId }) => streamId === id)?.name ?? '';
  const named = (names: PropertyManifest['streams']) =>
    names.map((name) => streams.get(typeof name === 'number' ? boundTo(name) : name) ?? null);
  return new Map([
    ...streams,
    ...properties.flatMap((manifest) => {
      // A property logs what the manifests of its streams ask for.
      const meaning = canonicalJson([meaningOf({ ...manifest, properties: [] }), ...named(manifest.streams)]);
      return manifest.properties.map((property) => [propertyItemName(manifest, property), meaning] as const);
    }),
  ]);
}

/** The content of a manifest without its location. */
function meaningOf({ source: _, ...manifest }: Manifest | PropertyManifest): string {
  const plain: Json = JSON.parse(JSON.stringify(manifest));
  return canonicalJson(plain);
}

/**
 * The streams and properties that earlier manifests would change in the current account, or could not apply. Either the
 * resource was changed outside this repository, or an earlier change was never applied. Collections and properties that
 * only earlier manifests use were not read, so nothing is known about them.
 */
export function differingFrom(
  context: Pick<Context, 'hash'>,
  planned: Planned<Connection>,
  before: RepositoryManifests,
): readonly PlanItem[] {
  const { items } = planBefore(context, planned, before);
  return items.filter((item) => acts(item) || item.action === 'blocked');
}

function planBefore(
  { hash }: Pick<Context, 'hash'>,
  { plan, observed }: Planned<Connection>,
  before: RepositoryManifests,
): Plan {
  const readable = before.manifests.filter(({ collection }) => observed.rows.has(collectionKey(collection)));
  const properties = before.properties.map((manifest) => ({
    ...manifest,
    properties: manifest.properties.flatMap((named) => observedAs(named, observed) ?? []),
  }));
  return makePlan({
    target: plan.target,
    manifests: readable,
    propertyLogging: { manifests: properties, streams: readable },
    observed,
    limits: limits({}),
    rotate: [],
    requestsUsed: 0,
    hash,
  });
}

/** Returns the name or id with which the current manifests name a property. */
function observedAs(
  named: string | number,
  { properties = new Map() }: Observed,
): string | number | undefined {
  if (properties.has(named)) return named;
  const [same] = [...properties].find(
    ([, one]) =>
      one.tag === 'read' && (one.property.propertyId === named || one.property.propertyName === named),
  ) ?? [undefined];
  return same;
}

/**
 * Returns the names of the items that differ because of what was changed in the manifests. A property that would have
 * been changed in the same way before differs for another reason, such as a rollback, and nobody has decided about it.
 */
export function causedNames(
  context: Pick<Context, 'hash'>,
  planned: Planned<Connection>,
  before: RepositoryManifests,
): ReadonlySet<string> {
  const changed = changedNames(before, manifestsNow(planned));
  const { target, items } = planned.plan;
  const properties = items.filter((item) => acts(item) && !isStream(item) && changed.has(item.name));
  if (properties.length === 0) return changed;
  const digest = (item: PlanItem) => desiredDigest(target, item, context.hash);
  const earlier = planBefore(context, planned, before);
  // What was refused before, because the manifest protects it, is changed by the manifests that allow it.
  const refused = new Set(earlier.refusals.flatMap(({ names }) => names));
  // A manifest may have been renamed, so that items are compared by property.
  const digests = new Map(
    earlier.items
      .filter((item) => acts(item) && !refused.has(item.name))
      .map((item) => [keyOf(item), digest(item)]),
  );
  const others = properties.filter((item) => digests.get(keyOf(item)) === digest(item));
  return new Set([...changed].filter((name) => !others.some((item) => item.name === name)));
}
