import { streamCard } from '../../collections/registry.ts';
import type { Observed } from '../../model/account.ts';
import type { StreamCard } from '../../model/card.ts';
import { collectionKey, collectionOf } from '../../model/collection.ts';
import { defined } from '../../model/defined.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { StreamDetail, StreamRow } from '../../model/observed.ts';
import type { Orphan, Refusal } from '../../model/plan.ts';
import type { PlanInput, PlannedResources } from '../../model/plan-input.ts';
import { keyById } from '../../model/resource-key.ts';
import { holdsReference } from '../../model/secret.ts';
import { secretIndex } from '../credentials/shared-secrets.ts';
import { isListed, type Match, type Matching, match } from '../match/match.ts';
import { orphanIndex } from '../match/rename-detection.ts';
import { isIdentified, unusableWarnings } from '../match/unusable-rows.ts';
import { nameIndex } from '../resolve/resolve.ts';
import { changedReferences } from '../steps/changed-references.ts';
import { satisfiedRotation } from '../steps/rotation.ts';
import { namesakeWarnings, sharingWarnings } from '../steps/shared-sources.ts';
import { crowdedSources, liveUsage, plannedUsage, type SourceUsage } from '../steps/source-limits.ts';
import { deletionForecast } from '../steps/warnings.ts';
import { type Planned, planStream } from './item.ts';
import { protectionRefusals } from './limits.ts';

/** Compares manifests with live streams and plans the steps for each stream. */
export function planStreams(input: PlanInput): PlannedResources {
  const { target, observed, hash } = input;
  const manifests = [...input.manifests].sort(bySource);
  const { matches, all } = matchOnly(manifests, input);
  const names = nameIndex(observed);
  const orphans = orphanIndex(detailsOf(all.orphans, observed), cardOf);
  const secrets = secretIndex(manifests, input.before);
  const unread = [
    ...all.orphans.filter((row) => observed.unreadable?.has(keyById(row.collection, row.streamId))),
    ...all.unusable.filter(isIdentified),
  ];
  const run = {
    ...{ target, hash, rotate: new Set(input.rotate), observed, names, orphans, secrets, unread },
    policies: input.policies ?? [],
    ...defined({ apiTime: input.apiTime }),
  };
  const planned = matches.map((one) => planStream(run, one));
  const items = planned.map(({ item }) => item);
  const guarded = new Set(
    matches.filter(({ manifest }) => manifest.protect).map(({ manifest }) => manifest.name),
  );
  return {
    items,
    orphans: all.orphans.map(orphanOf).sort(byIdentity),
    refusals: [
      ...ambiguities(input.judgesAllMatches ? all.matches : matches),
      ...protectionRefusals(items, guarded),
    ],
    warnings: [
      ...planned.flatMap(({ warnings }) => warnings),
      ...items.flatMap((item) => changedReferences(item, secrets)),
      ...planned.filter(holdsSecrets).flatMap(({ item }) => satisfiedRotation(item, input)),
      ...sharingWarnings(items, observed),
      ...namesakeWarnings(items, all.orphans),
      ...deletionForecast(items, input.limits),
      ...crowdedSources(claimsOf(planned, all), names),
      ...unusableWarnings(all.unusable),
    ],
  };
}

/** The matches of the selected manifests, and the unmanaged streams that remain after matching all manifests. */
function matchOnly(manifests: readonly Manifest[], { observed, only, judgesAllMatches }: PlanInput) {
  if (!only) {
    const all = match(manifests, observed);
    return { matches: all.matches, all };
  }
  const names = new Set(only);
  const isChosen = ({ name }: Manifest) => names.has(name);
  const all = match(manifests.filter(isListed(observed)), observed);
  if (judgesAllMatches) return { matches: all.matches.filter(({ manifest }) => isChosen(manifest)), all };
  return { matches: match(manifests.filter(isChosen), observed).matches, all };
}

function bySource(a: Manifest, b: Manifest): number {
  return (
    compareText(a.source.file, b.source.file) || a.source.line - b.source.line || compareText(a.name, b.name)
  );
}

/** Compares code units, so that the order does not depend on the locale. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function holdsSecrets({ spec }: Planned): boolean {
  return holdsReference(spec);
}

function detailsOf(orphans: readonly StreamRow[], { details }: Observed): readonly StreamDetail[] {
  const read = orphans.map((row) => details.get(keyById(row.collection, row.streamId)));
  return read.filter((detail) => detail !== undefined);
}

function cardOf({ collection }: StreamRow): StreamCard {
  return streamCard(collection);
}

function orphanOf({ collection, streamId, name, status }: StreamRow): Orphan {
  return { ...collectionOf(collection), streamId, name, status };
}

function byIdentity(a: Orphan, b: Orphan): number {
  return compareText(collectionKey(a), collectionKey(b)) || a.streamId - b.streamId;
}

/** Two manifests for one stream are one ambiguity, reported once. */
function ambiguities(matches: readonly Match[]): readonly Refusal[] {
  const found = matches.filter((one) => one.tag === 'ambiguous');
  const once = new Map(found.map(({ reason, names }) => [reason, names]));
  return [...once].map(([message, names]): Refusal => ({ code: 'ambiguous', message, names }));
}

/** The sources of every stream after the plan is applied. If they are not known, the current sources. */
function claimsOf(planned: readonly Planned[], { matches, orphans }: Matching): readonly SourceUsage[] {
  const specs = new Map(planned.map(({ item, spec }) => [item.name, spec]));
  const managed = matches.flatMap((one) => sourceUsageOf(one, specs.get(one.manifest.name)) ?? []);
  const others = orphans.map((row) =>
    liveUsage(cardOf(row), row, `stream ${row.streamId} (${JSON.stringify(row.name)})`),
  );
  return [...managed, ...others];
}

function sourceUsageOf(one: Match, spec: JsonObject | undefined): SourceUsage | undefined {
  const { name, state, collection } = one.manifest;
  if (state === 'absent') return undefined;
  if (spec) return plannedUsage(streamCard(collection), spec, name);
  return 'row' in one && one.row ? liveUsage(streamCard(collection), one.row, name) : undefined;
}
