import { streamCard } from '../../collections/registry.ts';
import type { Observed } from '../../model/account.ts';
import type { StreamRow } from '../../model/observed.ts';
import type { Warning } from '../../model/plan.ts';
import type { Step } from '../../model/plan-item.ts';
import { lists } from '../../properties/behaviors/datastream.ts';
import { takes } from '../steps/steps.ts';

/**
 * Returns the versions of properties that name a stream in a behavior that is on, as far as they were read: the live and
 * the latest one. Only properties that manifests name are read.
 */
function namingVersions({ collection, streamId }: StreamRow, { properties }: Observed): readonly string[] {
  const isNamed = streamCard(collection).lists.some(({ rulesNameStream }) => rulesNameStream !== undefined);
  if (!isNamed) return [];
  return [...(properties?.values() ?? [])].flatMap((observed) => {
    if (observed.tag !== 'read') return [];
    const { live, staging, draft, propertyName } = observed.property;
    return [live, staging, draft]
      .filter((content) => content !== undefined)
      .filter(({ rules }) => rules.datastream.some((behavior) => lists(behavior, collection.kind, streamId)))
      .map(({ version }) => `version ${version} of ${propertyName}`);
  });
}

/** Returns why a stream cannot be deleted, if properties name it: their next activation would fail. */
export function explainNaming(row: StreamRow, observed: Observed): string | undefined {
  const versions = namingVersions(row, observed);
  if (versions.length === 0) return undefined;
  return `${versions.join(' and ')} ${versions.length === 1 ? 'names' : 'name'} stream ${row.streamId}, and the next activation of a property that names a deleted stream fails; remove the stream there first, with spec.removeStreams in the manifest of the property, or in Property Manager`;
}

/** Returns a warning for a stream that is deactivated while properties name it. */
export function namingWarnings(
  name: string,
  row: StreamRow,
  steps: readonly Step[],
  observed: Observed,
): readonly Warning[] {
  const versions = takes(steps, 'deactivate') ? namingVersions(row, observed) : [];
  if (versions.length === 0) return [];
  const message = `${versions.join(' and ')} ${versions.length === 1 ? 'names' : 'name'} stream ${row.streamId}, which gets no logs once it is deactivated; before it can be deleted, it has to be removed there`;
  return [{ code: 'named-by-property', message, name }];
}
