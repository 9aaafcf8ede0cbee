import { ApiError, concernsAll } from '../../api/errors/errors.ts';
import type { PropertyReader } from '../../api/property-manager/client.ts';
import { defined } from '../../model/defined.ts';
import type { PropertyName, PropertyReading } from '../../model/property.ts';
import { inGroups } from './concurrency.ts';
import { type IncludeReads, readIncludes, readRules } from './read-includes.ts';
import type { VersionCache } from './version-cache.ts';

/** The dependencies of reading properties. */
export interface PropertyPorts {
  readonly properties: Pick<
    PropertyReader,
    'findProperty' | 'property' | 'rules' | 'include' | 'includeRules'
  >;
  readonly cache: VersionCache;
  /** Called after each property. */
  readonly onRead?: () => void;
}

type Reads = PropertyPorts & IncludeReads;

/** The readings in the order of the names, or the error that says why no property can be read. */
export type PropertyReadings =
  | { readonly tag: 'read'; readonly readings: readonly PropertyReading[] }
  | { readonly tag: 'no-grant'; readonly error: ApiError };

/** After this many refusals and no success, the API client has no access to Property Manager. */
const MOST_REFUSALS = 3;

/**
 * Reads the version of each property that is active on production, and the includes that it uses: one request for each
 * property and each include, however many properties use it, and one more for a rule tree that is not in the cache.
 * @throws {ApiError} if the run is stopped, or no further request can succeed (401, 429)
 */
export async function readProperties(
  names: readonly PropertyName[],
  ports: PropertyPorts,
): Promise<PropertyReadings> {
  const reads: Reads = { ...ports, included: new Map() };
  const first: PropertyReading[] = [];
  for (const name of names) {
    const reading = await readProperty(name, reads);
    if (!(reading instanceof ApiError)) {
      first.push(reading);
      break;
    }
    first.push(noAccess(name, reading));
    if (first.length === MOST_REFUSALS || first.length === names.length)
      return { tag: 'no-grant', error: reading };
  }
  const others = await inGroups(names.slice(first.length), async (name) => {
    const reading = await readProperty(name, reads);
    return reading instanceof ApiError ? noAccess(name, reading) : reading;
  });
  return { tag: 'read', readings: [...first, ...others] };
}

function noAccess(property: PropertyName, { message, details }: ApiError): PropertyReading {
  return { tag: 'no-access', property, reason: [message, details.hint].filter(Boolean).join(' ') };
}

/** @returns the error if the API client has no access to the property */
async function readProperty(name: PropertyName, reads: Reads): Promise<PropertyReading | ApiError> {
  try {
    return await readVersions(name, reads);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.kind === 'forbidden') return error;
    if (concernsAll(error)) throw error;
    return { tag: 'unreadable', property: name, reason: error.message };
  } finally {
    reads.onRead?.();
  }
}

async function readVersions(name: PropertyName, reads: Reads): Promise<PropertyReading> {
  const { propertyId } = name.propertyId === undefined ? await findId(name, reads) : name;
  const versions = propertyId === undefined ? undefined : await reads.properties.property(propertyId);
  if (!versions) {
    const reason = 'Property Manager has no such property, or the API client has no access to it.';
    return { tag: 'no-access', property: name, reason };
  }
  const { propertyName, latestVersion, productionVersion: version } = versions;
  const property = { propertyId: versions.propertyId, propertyName };
  if (version === undefined) return { tag: 'not-live', property, latestVersion };
  const read = await readRules(reads.cache, 'property', property.propertyId, version, () =>
    reads.properties.rules(property.propertyId, version),
  );
  if (typeof read === 'string') return { tag: 'unreadable', property, reason: read };
  const { ruleFormat, rules } = read;
  const includes = await readIncludes(reads, versions, rules);
  return { tag: 'live', property: { ...property, version, latestVersion, ruleFormat, rules, includes } };
}

async function findId({ propertyName }: PropertyName, { properties }: PropertyPorts): Promise<PropertyName> {
  const propertyId = propertyName === undefined ? undefined : await properties.findProperty(propertyName);
  return defined({ propertyId });
}
