import { streamCollection } from '../../model/collection.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { takes } from '../../plan/steps/steps.ts';
import { fillSecrets, type SecretSource } from '../secrets/resolve.ts';

/** Returns what is missing for the content that the steps of a stream send: one sentence for each reference. */
export async function missingSecretsOf(item: PlanItem, source: SecretSource): Promise<readonly string[]> {
  const { steps, desired, streamId } = item;
  if (!desired || !takes(steps, 'create', 'update')) return [];
  const collection = streamCollection(item);
  const filled = await fillSecrets(collection, desired, source);
  if (filled.tag === 'missing') return filled.problems;
  // A live stream may already have such a value. A fresh read decides this before the first write of that
  // stream.
  if (streamId !== undefined) return [];
  return source.check(collection, desired.spec, filled.spec).map(({ message }) => message);
}
