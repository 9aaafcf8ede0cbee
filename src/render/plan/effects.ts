import type { ResourceKind } from '../../model/collection.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import type { EffectView } from '../document/document.ts';
import type { TypeEffects } from './effect-texts.ts';
import { propertyEffects } from './property-effects.ts';
import { streamEffects } from './stream-effects.ts';

const EFFECTS: Readonly<Record<ResourceKind, TypeEffects>> = {
  DataStream2: streamEffects,
  DataStream1: streamEffects,
  PropertyLogging: propertyEffects,
};

/**
 * Returns the texts of the effects of an item.
 *
 * @param lasts the duration of a transition
 */
export function effectViews(item: PlanItem, lasts: string): readonly EffectView[] {
  const { texts } = EFFECTS[item.kind];
  return item.effects.map((code) => {
    const text = texts[code];
    if (!text) throw new Error(`bug: the effect ${code} has no text for ${item.kind}`);
    const { tone, short, sentence } = text;
    return {
      code,
      tone: typeof tone === 'function' ? tone(item) : tone,
      short,
      sentence: sentence(item, lasts),
    };
  });
}

/** Returns what a reviewer must not miss in an item, in a few words each. */
export function noticedLate(item: PlanItem): readonly string[] {
  return EFFECTS[item.kind].noticedLate(item);
}
