import { streamCollection } from '../../model/collection.ts';
import { defined } from '../../model/defined.ts';
import type { JsonObject } from '../../model/json.ts';
import { phaseOf } from '../../model/phase.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { keyOf } from '../../model/resource-key.ts';
import { desiredName } from '../match/stream-name.ts';

/** Returns a key that orders the streams of a fingerprint. It does not depend on the names of manifests. */
export function fingerprintKey(item: PlanItem): string {
  return `${keyOf({ ...item, name: desiredName(item).streamName })} ${String(item.desired?.spec['groupId'])}`;
}

/** Returns what the steps of an item write, and to which stream. Secrets are references. */
export function fingerprintContent(item: PlanItem): JsonObject {
  return {
    ...streamCollection(item),
    ...(item.streamId === undefined ? { name: desiredName(item).streamName } : { streamId: item.streamId }),
    baseVersion: item.baseVersion ?? null,
    spec: item.desired?.spec ?? null,
    ...defined({ rotateSecretsAfter: item.rotateSecretsAfter }),
    steps: item.steps,
    ...(startsByEdit(item) ? { starts: true } : {}),
  };
}

/** The same update has another result if the stream was stopped: it starts its logs again. */
function startsByEdit(item: PlanItem): boolean {
  const phase = phaseOf(item, item.status ?? '');
  const [first] = item.steps;
  return (
    item.streamId !== undefined &&
    phase.tag === 'stable' &&
    !phase.active &&
    first?.do === 'update' &&
    first.activate
  );
}
