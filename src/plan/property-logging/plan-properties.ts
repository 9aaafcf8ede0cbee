import type { Refusal } from '../../model/plan.ts';
import type { PlanInput, PlannedResources } from '../../model/plan-input.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { inactiveStreams } from '../streams/expected-streams.ts';
import type { PropertyContext } from './context.ts';
import { blockItem, planProperty } from './item.ts';
import { countForLimit, protectionRefusals } from './limits.ts';
import { streamFinder } from './named-streams.ts';
import { authoredVersion } from './starting-version.ts';

/** Compares what properties log with their manifests, and plans the steps for each property. */
export function planProperties(input: PlanInput): PlannedResources {
  const { propertyLogging, observed, hash, limits } = input;
  if (!propertyLogging) return { items: [], orphans: [], refusals: [], warnings: [] };
  const find = streamFinder(propertyLogging, observed);
  const context: PropertyContext = { observed, find, inactive: inactiveStreams(observed), hash };
  const planned = propertyLogging.manifests.flatMap((manifest) =>
    manifest.properties.map((named) => ({ manifest, ...planProperty(context, { manifest, named }) })),
  );
  const items = blockUnreleased(
    planned.map(({ item }) => item),
    limits.unreleased,
  );
  const guarded = new Set(planned.filter(({ manifest }) => manifest.protect).map(({ item }) => item.name));
  return {
    items,
    orphans: [],
    refusals: [...ambiguities(items), ...protectionRefusals(items, guarded)],
    warnings: planned.flatMap(({ warnings }) => warnings),
  };
}

/** Blocks the properties with unfinished work of others, unless as many are allowed. */
function blockUnreleased(items: readonly PlanItem[], most: number): readonly PlanItem[] {
  const found = items.reduce((sum, item) => sum + countForLimit(item, 'unreleased'), 0);
  if (found <= most) return items;
  return items.map((item) =>
    countForLimit(item, 'unreleased') === 0
      ? item
      : blockItem(item, { code: 'unfinished-draft', reason: unreleasedReason(item, found) }),
  );
}

function unreleasedReason({ property }: PlanItem, found: number): string {
  const draft = authoredVersion(property?.unreleased ?? 0, property?.versions ?? []);
  return `${draft} is newer than the live version and was never active on production, so it may be unfinished work of another user, which this change does not include; activate it first, or add --allow unreleased=${found}`;
}

/** Two items for one property are one ambiguity. */
function ambiguities(items: readonly PlanItem[]): readonly Refusal[] {
  const ids = new Set(items.map(({ propertyId }) => propertyId).filter((id) => id !== undefined));
  return [...ids].flatMap((id): readonly Refusal[] => {
    const names = items.filter(({ propertyId }) => propertyId === id).map(({ name }) => name);
    if (names.length < 2) return [];
    const message = `${names.join(' and ')} are about the same property (${id}); list it once, in one manifest`;
    return [{ code: 'ambiguous', message, names }];
  });
}
