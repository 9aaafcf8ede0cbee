import type { Hash } from '../../model/account.ts';
import { canonicalJson } from '../../model/json.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { typeOf } from '../resources/resource-types.ts';
import { acts } from '../steps/steps.ts';

/**
 * Computes the fingerprint of what a plan writes. Two fingerprints are equal if and only if the writes are equal. It
 * covers the target and, for each resource that would change, its identity, its base version, its desired spec (secrets
 * as references), its steps, and whether the steps start a stopped stream. Messages, requests, warnings, line numbers,
 * this tool's version and the order of manifests are not included.
 */
export function fingerprintOf(target: string, items: readonly PlanItem[], hash: Hash): string {
  const resources = items.filter(acts).map((item) => {
    const type = typeOf(item);
    return { key: type.fingerprintKey(item), content: type.fingerprintContent(item) };
  });
  resources.sort((a, b) => (a.key < b.key ? -1 : 1));
  // The member has its name from a time when all resources were streams. Another name would invalidate saved plans.
  return `sha256:${hash(canonicalJson({ target, streams: resources.map(({ content }) => content) }))}`;
}
