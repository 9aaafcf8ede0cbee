import { collectionKey } from '../model/collection.ts';
import { collectionOf, type PlanItem } from '../model/plan.ts';
import { acts } from './fingerprint.ts';
import { takes, writes } from './steps.ts';

/**
 * HTTP requests that applying sends, from the first step to the last, waiting left out: a fresh read and the write
 * for each writing step (creates of one collection share one list call as their fresh read), and one look-up for
 * each place whose names end in a write.
 */
export function requestsToApply(items: readonly PlanItem[]): number {
  const going = items.filter(acts);
  const creates = new Set(going.filter((item) => takes(item.steps, 'create')).map(keyOf));
  const lookUps = new Set(going.flatMap(lookUpsOf));
  return going.reduce((sum, item) => sum + stepRequests(item), creates.size + lookUps.size);
}

function stepRequests(item: PlanItem): number {
  return item.steps.filter(writes).reduce((sum, step) => sum + (step.do === 'create' ? 1 : 2), 0);
}

function keyOf(item: PlanItem): string {
  return collectionKey(collectionOf(item));
}

/** Names of sources live in a list of one group or contract, fields in one of the collection: one request shows all. */
function lookUpsOf(item: PlanItem): readonly string[] {
  if (!item.desired || !takes(item.steps, 'create', 'update')) return [];
  const { spec, resolved } = item.desired;
  const place = `${JSON.stringify(spec['groupId'] ?? null)} ${JSON.stringify(spec['contractId'] ?? null)}`;
  return resolved.map(({ list, role }) => `${keyOf(item)} ${list} ${role === 'fields' ? '' : place}`);
}
