import { collectionKey } from '../model/collection.ts';
import type { Configured, OrphanRule } from '../model/configuration.ts';
import { matchesGlob } from '../model/glob.ts';
import type { StreamRow } from '../model/observed.ts';
import type { Orphan, Plan, Warning } from '../model/plan.ts';

/**
 * Returns the unmanaged streams that are in the scope of the configuration file. A stream whose group the API does not
 * return is in the scope of any group.
 *
 * @param rows the lists of streams by collection
 */
export function orphansInScope(
  orphans: readonly Orphan[],
  { groups, logTypes, names }: OrphanRule,
  rows: ReadonlyMap<string, readonly StreamRow[]>,
): readonly Orphan[] {
  return orphans.filter((orphan) => {
    const row = rows.get(collectionKey(orphan))?.find(({ streamId }) => streamId === orphan.streamId);
    const isOfGroup = !groups || row?.groupId === undefined || groups.includes(row.groupId);
    const isOfType = !logTypes || (orphan.logType !== undefined && logTypes.includes(orphan.logType));
    return isOfGroup && isOfType && (!names || names.some((pattern) => matchesGlob(orphan.name, pattern)));
  });
}

/** Returns the members of a plan that say that its unmanaged streams are an error. Empty if they are not. */
export function orphanFailure(
  orphans: readonly Orphan[],
  rule: Configured<OrphanRule> | undefined,
): Pick<Plan, 'failsForOrphans'> & { readonly failure: readonly Warning[] } {
  if (rule?.value.action !== 'fail' || orphans.length === 0) return { failure: [] };
  const { file, line } = rule.origin;
  const message = `unmanaged streams are an error (${file}:${line}): write manifests for them with import, or change the scope`;
  return { failsForOrphans: true, failure: [{ code: 'unmanaged-streams', message }] };
}
