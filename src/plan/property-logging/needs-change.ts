import type { Observed } from '../../model/account.ts';
import type { PropertyLoggingInput } from '../../model/plan-input.ts';
import type { PropertyManifest, VersionContent } from '../../model/property-logging.ts';
import { editLogging } from '../../properties/edit/edit-logging.ts';
import { inactiveStreams } from '../streams/expected-streams.ts';
import { resolveLogging } from './desired-logging.ts';
import { streamFinder } from './named-streams.ts';

/** Returns whether the live version of a property does not log as its manifest says, or cannot be compared with it. */
export type NeedsChange = (manifest: PropertyManifest, propertyId: number, live: VersionContent) => boolean;

/**
 * Creates the comparison of live versions with their manifests. It decides how much of a property has to be read.
 *
 * @param observed the streams; properties are not read yet
 */
export function changeDetector(input: PropertyLoggingInput, observed: Observed): NeedsChange {
  const find = streamFinder(input, observed);
  const inactive = inactiveStreams(observed);
  return (manifest, propertyId, live) => {
    const desired = resolveLogging(manifest, { propertyId, live }, find);
    if (desired.tag === 'blocked') return true;
    const edit = editLogging(live, desired.logging, { inactive });
    return edit.tag === 'blocked' || edit.operations.length > 0;
  };
}
