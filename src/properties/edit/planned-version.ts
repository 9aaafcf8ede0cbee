import { canonicalJson, type JsonObject } from '../../model/json.ts';
import type { RuleOperation, VersionContent } from '../../model/property-logging.ts';
import { applyPatch } from './patch.ts';

type Compared = Pick<VersionContent, 'ruleFormat' | 'tree' | 'hostnames'>;

/**
 * Returns whether a version is exactly the live version with these operations: its rule tree, its rule format and its
 * hostnames. Without operations: whether it is a copy of the live version. Hostnames that were not read count as
 * different.
 */
export function isLiveWith(version: Compared, live: Compared, operations: readonly RuleOperation[]): boolean {
  return (
    version.ruleFormat === live.ruleFormat &&
    version.hostnames !== undefined &&
    live.hostnames !== undefined &&
    hostnamesKey(version.hostnames) === hostnamesKey(live.hostnames) &&
    canonicalJson(version.tree) === canonicalJson(applyPatch(live.tree, operations))
  );
}

/** The order of hostnames has no meaning. */
function hostnamesKey(hostnames: readonly JsonObject[]): string {
  return hostnames.map(canonicalJson).sort().join('\n');
}
