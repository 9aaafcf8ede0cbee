import type { Obstacle } from '../../model/blocked-code.ts';
import type { StreamCard } from '../../model/card.ts';
import type { JsonObject } from '../../model/json.ts';
import { type Manifest, manifestFolder } from '../../model/manifest.ts';
import type { Desired, Resolved } from '../../model/plan-item.ts';
import { canonicalDesired, withExtra } from '../canonical/canonical.ts';
import { defaultedMembers } from '../diff/sent-values.ts';
import { resolveSpec } from '../resolve/resolve.ts';
import type { PlanContext } from './context.ts';

/** A manifest's spec in canonical form, and the names in it that were resolved to ids. */
export interface ResolvedSpec {
  readonly spec: JsonObject;
  /** The manifest's spec with ids for names. */
  readonly given: JsonObject;
  readonly resolved: readonly Resolved[];
}

/** Resolves the names in a manifest, or returns what is wrong with them. */
export function resolvedSpecOf(
  run: PlanContext,
  card: StreamCard,
  manifest: Manifest,
): ResolvedSpec | Obstacle {
  const resolution = resolveSpec(card, manifest.spec, run.names);
  if (resolution.tag === 'unresolved') {
    return { code: 'unresolved-name', reason: resolution.problems.join(' ') };
  }
  const { spec: given, resolved } = resolution;
  return { spec: canonicalDesired(card, given, manifest.streamName), given, resolved };
}

/** Returns what apply needs to write the stream. Without a spec, it deletes the stream. */
export function desiredOf(card: StreamCard, manifest: Manifest, wanted: ResolvedSpec | undefined): Desired {
  const defaulted = wanted ? defaultedMembers(card, withExtra(card, wanted.given), wanted.spec) : [];
  return {
    state: manifest.state,
    spec: wanted?.spec ?? {},
    ...(defaulted.length > 0 ? { defaulted } : {}),
    folder: manifestFolder(manifest.source.file),
    resolved: wanted?.resolved ?? [],
  };
}
