import { ApiError, concernsAll } from '../../api/errors/errors.ts';
import type { PropertyReader } from '../../api/property-manager/client.ts';
import type { PropertyVersions } from '../../api/property-manager/decode.ts';
import { defined } from '../../model/defined.ts';
import type { Listener } from '../../model/event.ts';
import type {
  ObservedProperty,
  PropertyManifest,
  PropertyState,
  PropertyVersion,
  VersionContent,
} from '../../model/property-logging.ts';
import type { NeedsChange } from '../../plan/property-logging/needs-change.ts';
import { inGroups } from './concurrency.ts';
import { type ContentReads, readContent } from './read-version.ts';
import { readingProgress } from './reading-progress.ts';
import type { VersionCache } from './version-cache.ts';

/** The dependencies of observing properties. They contain no method that writes. */
export interface PropertyLoggingPorts {
  readonly properties: PropertyReader;
  /** Of the rules of includes. */
  readonly cache: VersionCache;
  readonly listen: Listener;
  readonly needsChange: NeedsChange;
}

type Reads = PropertyLoggingPorts & ContentReads;

/** How many versions are shown to a reviewer. */
const SHOWN_VERSIONS = 5;

/**
 * Reads the properties that manifests name: two requests for each, and one more for a name, plus those for includes.
 * More is read only if a property needs a change or has a version that is not live.
 * @returns the properties by the name or id that the manifest has
 * @throws {ApiError} if the run is stopped, or no further request can succeed (401, 429)
 */
export async function observePropertyLogging(
  manifests: readonly PropertyManifest[],
  ports: PropertyLoggingPorts,
): Promise<ReadonlyMap<string | number, ObservedProperty>> {
  const reads: Reads = { ...ports, included: new Map() };
  const entries = manifests.flatMap((manifest) => manifest.properties.map((named) => ({ named, manifest })));
  const countRead = readingProgress(ports.listen, { total: entries.length, what: 'properties' });
  const read = await inGroups(entries, async ({ named, manifest }) => {
    const property = await observeProperty(named, manifest, reads);
    countRead();
    return [named, property] as const;
  });
  return new Map(read);
}

async function observeProperty(
  named: string | number,
  manifest: PropertyManifest,
  reads: Reads,
): Promise<ObservedProperty> {
  try {
    const { properties } = reads;
    const propertyId = typeof named === 'number' ? named : await properties.findProperty(named);
    const versions = propertyId === undefined ? undefined : await properties.property(propertyId);
    if (!versions) return { tag: 'no-access', reason: notFound(named) };
    return { tag: 'read', property: await readState(versions, manifest, reads) };
  } catch (error) {
    if (!(error instanceof ApiError) || concernsAll(error)) throw error;
    const reason = [error.message, error.details.hint].filter(Boolean).join(' ');
    return { tag: error.kind === 'forbidden' ? 'no-access' : 'unreadable', reason };
  }
}

function notFound(named: string | number): string {
  return `Property Manager has no property ${named}, or the API client has no access to it; check spec.properties, and the access of the API client to the group of the property`;
}

async function readState(
  found: PropertyVersions,
  manifest: PropertyManifest,
  reads: Reads,
): Promise<PropertyState> {
  const { latestVersion, stagingVersion, productionVersion } = found;
  const liveVersion = productionVersion ?? stagingVersion;
  if (liveVersion === undefined) return { ...found, versions: [], activations: [] };
  const live = await readContent(reads, found, liveVersion);
  const needsChange = reads.needsChange(manifest, found.propertyId, live);
  const hasStaging = stagingVersion !== undefined && stagingVersion !== liveVersion;
  const hasDraft = latestVersion > liveVersion && latestVersion !== stagingVersion;
  if (!needsChange && !hasStaging && !hasDraft) return { ...found, live, versions: [], activations: [] };
  const { properties } = reads;
  const contentOf = async (version: number) =>
    withHostnames(await readContent(reads, found, version), found, reads);
  return {
    ...found,
    versions: await readVersions(found, properties),
    activations: await properties.activations(found.propertyId),
    ...defined({
      staging: hasStaging ? await contentOf(stagingVersion) : undefined,
      draft: hasDraft ? await contentOf(latestVersion) : undefined,
    }),
    live: {
      ...(hasStaging || hasDraft ? await withHostnames(live, found, reads) : live),
      ...(needsChange ? await readMessages(found, liveVersion, properties) : {}),
    },
  };
}

async function withHostnames(
  content: VersionContent,
  { propertyId }: PropertyVersions,
  { properties }: Reads,
): Promise<VersionContent> {
  return { ...content, hostnames: await properties.hostnames(propertyId, content.version) };
}

/** A change is compared with the errors and warnings that the live version has already. */
async function readMessages(
  { propertyId }: PropertyVersions,
  version: number,
  properties: PropertyReader,
): Promise<Pick<VersionContent, 'errors' | 'warnings'>> {
  const { errors, warnings } = await properties.validatedRules(propertyId, version);
  return { errors, warnings };
}

/** The newest versions, and those that are active if they are older. */
async function readVersions(
  { propertyId, productionVersion, stagingVersion }: PropertyVersions,
  properties: PropertyReader,
): Promise<readonly PropertyVersion[]> {
  const newest = await properties.versions(propertyId, SHOWN_VERSIONS);
  const active = new Set([productionVersion, stagingVersion].filter((version) => version !== undefined));
  const older = [...active].filter((version) => newest.every((known) => known.version !== version));
  const versions = await inGroups(older, (version) => properties.version(propertyId, version));
  return [...newest, ...versions].toSorted((one, other) => other.version - one.version);
}
