import type { OpenStream } from '../../approval/pending-steps.ts';
import type { Connection } from '../../commands/session/connection.ts';
import type { Context } from '../../commands/session/context.ts';
import type { Planned } from '../../commands/session/read-and-plan.ts';
import { findSubjects } from '../../commands/verify/subjects.ts';
import { hasUploadMetrics, verifyStreams } from '../../commands/verify/verify-streams.ts';
import type { DeliveryItem } from '../../model/delivery.ts';
import { leadsToActive } from '../../model/phase.ts';

/**
 * Verifies that logs arrive: of streams that have become active since an apply recorded that, and of streams whose logs
 * did not arrive before, also while they are activating. Without such streams, nothing is requested. DataStream 1 streams are not verified, because their
 * API does not show the delivery to connectors. A stream whose metrics cannot be read is `unknown`.
 * @param undelivered streams whose logs did not arrive before, by `metadata.name`
 */
export async function verifyDelivery(
  { clock }: Context,
  { connection, manifests, choice, observed, plan }: Planned<Connection>,
  open: readonly OpenStream[],
  undelivered: readonly string[],
): Promise<readonly DeliveryItem[]> {
  const reached = open.flatMap(({ tag, item }) => (tag === 'closed' && item ? [item.name] : []));
  const names = new Set([...reached, ...undelivered]);
  const active = new Set(
    plan.items.filter((item) => leadsToActive(item, item.status ?? '')).map(({ name }) => name),
  );
  const chosen = manifests.filter(
    ({ name, collection }) => hasUploadMetrics(collection) && names.has(name) && active.has(name),
  );
  if (chosen.length === 0) return [];
  const listed = [...observed.rows.values()].flat();
  const subjects = findSubjects(chosen, choice.manifests, observed);
  const verified = await verifyStreams({ ...connection, clock }, { subjects, listed });
  return verified.map(({ item }) => item);
}
