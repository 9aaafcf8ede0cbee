import type { Effect } from '../../model/effect.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import type { EffectView } from '../document/document.ts';

/** `danger`: loses logs, or discloses a secret or personal data. `change`: affects production. `quiet`: for information. */
type EffectTone = EffectView['tone'];

/** The texts of an effect. */
export interface EffectText {
  readonly tone: EffectTone | ((item: PlanItem) => EffectTone);
  /** A few words, for tables and the headline. */
  readonly short: string;
  /**
   * What the effect means, for an engineer on call. It follows `short` and a colon. `lasts` is the duration of a
   * transition.
   */
  readonly sentence: (item: PlanItem, lasts: string) => string;
}

/** The texts of the effects of one type of resources. */
export interface TypeEffects {
  readonly texts: Readonly<Partial<Record<Effect, EffectText>>>;
  /** Returns what a reviewer must not miss in an item, since it is noticed too late, in a few words each. */
  readonly noticedLate: (item: PlanItem) => readonly string[];
}
