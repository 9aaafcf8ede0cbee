import type { Hash } from '../../model/account.ts';
import { collectionOf } from '../../model/collection.ts';
import { canonicalJson, type JsonObject } from '../../model/json.ts';
import { phaseOf } from '../../model/phase.ts';
import type { PlanItem } from '../../model/plan.ts';
import { keyOf } from '../../model/resource-key.ts';
import { desiredName } from '../match/stream-name.ts';
import { acts } from '../steps/allowed-steps.ts';

/**
 * Computes the fingerprint of what a plan writes. Two fingerprints are equal if and only if the writes are equal. It
 * covers the target and, for each stream that would change, its identity, its base version, its desired spec (secrets
 * as references), its steps, and whether the steps start a stopped stream. Messages, requests, warnings, line numbers,
 * this tool's version and the order of manifests are not included.
 */
export function fingerprintOf(target: string, items: readonly PlanItem[], hash: Hash): string {
  const streams = items.filter(acts).map((item) => ({ key: identityOf(item), content: contentOf(item) }));
  streams.sort((a, b) => (a.key < b.key ? -1 : 1));
  return `sha256:${hash(canonicalJson({ target, streams: streams.map(({ content }) => content) }))}`;
}

function identityOf(item: PlanItem): string {
  return `${keyOf({ ...item, name: desiredName(item).streamName })} ${String(item.desired?.spec['groupId'])}`;
}

function contentOf(item: PlanItem): JsonObject {
  return {
    ...collectionOf(item),
    ...(item.streamId === undefined ? { name: desiredName(item).streamName } : { streamId: item.streamId }),
    baseVersion: item.baseVersion ?? null,
    spec: item.desired?.spec ?? null,
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
