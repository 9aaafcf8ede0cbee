import type { Observed } from '../../model/account.ts';
import type { ListCard, StreamCard } from '../../model/card.ts';
import type { JsonObject } from '../../model/json.ts';
import type { StreamDetail } from '../../model/observed.ts';
import type { Warning } from '../../model/plan.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { type NameIndex, unlistedFields } from '../resolve/resolve.ts';
import { takes } from './steps.ts';

/** Warns about field ids that a create or an update would send and that the API does not list. */
export function fieldWarnings(
  { observed, names }: { readonly observed: Observed; readonly names: NameIndex },
  card: StreamCard,
  {
    item,
    spec = {},
    detail,
  }: {
    readonly item: PlanItem;
    readonly spec?: JsonObject | undefined;
    readonly detail?: StreamDetail | undefined;
  },
): readonly Warning[] {
  if (!takes(item.steps, 'create') && !takes(item.steps, 'update')) return [];
  const found = unlistedFields(card, spec, observed, names, detail);
  return found.flatMap(({ list, ids }) => ids.map((id) => unlistedField(item, list, id)));
}

/** A warning and not an error: the API's list of fields depends on the product and is known to be incomplete. */
function unlistedField({ name }: PlanItem, { member, noun }: ListCard, id: number): Warning {
  const message = `${member}: the API lists no ${noun} with the id ${id}. Check the id. The list is known to be incomplete, so the API may accept it`;
  return { code: 'unlisted-field', message, name };
}
