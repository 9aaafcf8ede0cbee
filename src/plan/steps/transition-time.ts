import { streamCard } from '../../collections/registry.ts';
import { likelyTransition, longestTransition } from '../../collections/texts.ts';
import type { TypeOfResource } from '../../model/collection.ts';
import type { StreamRow } from '../../model/observed.ts';
import { streamPhase } from '../../model/phase.ts';

const MINUTE = 60_000;
/** Duration of a transition in the embedded simulator, in milliseconds. */
const SIMULATED = 10_000;

/**
 * Returns the maximum duration of a transition according to the vendor's documents, in milliseconds. In the embedded
 * simulator, it is ten seconds.
 */
export function transitionTime({ kind }: TypeOfResource, target: string): number {
  return target === 'simulator' ? SIMULATED : longestTransition(kind) * MINUTE;
}

/** Returns the likely duration of a transition according to the vendor's documents, in milliseconds. */
export function likelyTime({ kind }: TypeOfResource): number {
  return likelyTransition(kind) * MINUTE;
}

/**
 * Returns when the activation of a stream started, if its row shows it, in milliseconds since 1970. An activation
 * starts with the stream's last change, unless an update of another stream may have started it. A deactivation does
 * not change the row's date.
 */
export function activationStart(row: StreamRow): number | undefined {
  const phase = streamPhase(row.status);
  const isActivation = phase.tag === 'in-transition' && phase.active;
  if (!isActivation || streamCard(row.collection).editReactivatesSharedSources) return undefined;
  const at = Date.parse(row.modifiedDate ?? '');
  return Number.isNaN(at) ? undefined : at;
}
