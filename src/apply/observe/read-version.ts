import { ApiError } from '../../api/errors/errors.ts';
import type { PropertyReader } from '../../api/property-manager/client.ts';
import type { PropertyVersions } from '../../api/property-manager/decode.ts';
import type { VersionContent } from '../../model/property-logging.ts';
import { extractLoggingRules } from '../../properties/extract-logging-rules.ts';
import { type IncludeReads, readIncludes } from './read-includes.ts';

/** The dependencies of reading the content of versions. */
export interface ContentReads extends IncludeReads {
  readonly properties: PropertyReader;
}

/**
 * Reads the rule tree of a version, and the includes that it uses.
 *
 * @param isValidated also returns the errors and warnings of a complete validation, which takes minutes for large trees
 * @throws {ApiError} kind `unreadable` also for a rule tree that is not as documented
 */
export async function readContent(
  reads: ContentReads,
  property: PropertyVersions,
  version: number,
  isValidated = false,
): Promise<VersionContent> {
  const { propertyId } = property;
  const { rules: tree, ...read } = isValidated
    ? await reads.properties.validatedRules(propertyId, version)
    : await reads.properties.rules(propertyId, version);
  const reading = extractLoggingRules(tree);
  if (reading.tag === 'unreadable') {
    const request = `GET /papi/v1/properties/${propertyId}/versions/${version}/rules`;
    throw new ApiError('unreadable', reading.reason, { request, happened: 'nothing' });
  }
  const { rules } = reading;
  return { version, ...read, rules, tree, includes: await readIncludes(reads, property, rules) };
}
