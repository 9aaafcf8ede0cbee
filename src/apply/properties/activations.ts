import type { PropertyVersions } from '../../api/property-manager/decode.ts';
import { defined } from '../../model/defined.ts';
import type { Network, PropertyActivation } from '../../model/property-logging.ts';
import type { ItemProgress } from '../items/item-progress.ts';

/**
 * Returns the newest activation of a version on a network.
 *
 * @param activations the newest first
 */
export function newestActivation(
  activations: readonly PropertyActivation[],
  version: number,
  network: Network,
): PropertyActivation | undefined {
  return activations.find(
    (one) => one.version === version && one.network === network && one.type === 'ACTIVATE',
  );
}

/** Returns the version that is active on a network. */
export function activeOn(
  { stagingVersion, productionVersion }: PropertyVersions,
  network: Network,
): number | undefined {
  return network === 'STAGING' ? stagingVersion : productionVersion;
}

/**
 * Records how an activation of the version can be undone: by the version that it replaces. The list of activations says
 * which one that was, and until when the fast way is possible.
 *
 * @param activations the newest first; none if they are not known yet
 */
export function recordUndo(
  progress: ItemProgress,
  network: Network,
  property: PropertyVersions,
  activations: readonly PropertyActivation[],
): void {
  const { version } = progress.live;
  const { fallback } = newestActivation(activations, version, network) ?? {};
  const active = activeOn(property, network);
  const replaced = active === version ? (fallback?.version ?? progress.item.property?.replaces) : active;
  if (replaced === undefined || replaced === version) return;
  progress.recordUndo({
    version: replaced,
    network,
    ...defined({ fastFallbackUntil: fallback?.until }),
  });
}

/** Returns a network in a sentence: `production`. */
export function networkText(network: Network): string {
  return network.toLowerCase();
}
