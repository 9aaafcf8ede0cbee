import type { Json, JsonObject } from '../../model/json.ts';
import { Refused, refusedSimulated } from '../protocol/refusal.ts';
import type { RouteRequest } from '../protocol/route.ts';
import { flagIn } from '../protocol/rules.ts';
import { type RuleVersion, type SimulatedProperty, statusOn } from '../state/property.ts';
import { propertyManagerSettings } from '../state/property-manager-settings.ts';
import { PapiRefused } from './problems.ts';
import { elementsIn } from './rule-tree.ts';

/**
 * Checks that a version can be edited. The simulator reads "a version that is or was active" strictly, so a version
 * with a cancelled activation cannot be edited either.
 * @throws {Refused} With 409 while it is being activated, and with 403 if it is or was active.
 */
export function checkEditable(property: SimulatedProperty, { version }: RuleVersion): void {
  const statuses = (['STAGING', 'PRODUCTION'] as const).map((network) =>
    statusOn(property, network, version),
  );
  if (statuses.some((status) => status.startsWith('PENDING'))) throw new Refused(409, []);
  if (statuses.every((status) => status === 'INACTIVE')) return;
  throw new PapiRefused(403, {
    type: 'v1/property-version/already-activated',
    title: 'Already activated',
    detail:
      'The specified property version has already been activated. To make changes you need to first create a new property version.',
  });
}

/**
 * Checks `If-Match`. Official clients do not send it, so it may be missing.
 * @param etag The current etag of the version.
 * @throws {PapiRefused} With 412 if it differs. The etag in the header must be in quotes.
 */
export function checkPrecondition({ headers }: RouteRequest, etag: string): void {
  const { 'if-match': expected = '' } = headers;
  if (expected === '' || expected === `"${etag}"`) return;
  throw new PapiRefused(412, {
    type: 'v1/http/precondition-failed',
    title: 'Precondition Failed',
    detail: 'If-Match does not contain the current etag of the version (simulated text).',
  });
}

/**
 * Checks the etag in a body, which may be missing too. The vendor's Go client sends an empty one instead.
 * @throws {PapiRefused} With 412 if it differs. The text is in issue 188 of the Terraform provider.
 */
export function checkEtagInBody(inBody: Json | undefined, etag: string): void {
  if (inBody === undefined || inBody === '' || inBody === etag) return;
  throw new PapiRefused(412, {
    type: 'v1/etag-conflict',
    title: 'Etag conflict',
    detail: 'The provided Etag is not the latest.',
  });
}

/**
 * Reads whether the request only validates.
 * @throws {Refused} With 400 if validation is skipped: the documents require it for a dry run.
 */
export function isDryRun({ query }: RouteRequest): boolean {
  const isDry = flagIn(query, 'dryRun', false);
  if (isDry && !flagIn(query, 'validateRules', true)) {
    throw refusedSimulated('dryRun requires validateRules.', 'dryRun');
  }
  return isDry;
}

/**
 * Returns the headers with the number of behaviors and matches that a rule tree may still have.
 * @throws {PapiRefused} With 429 if it has too many. No wait helps against this quota.
 */
export function elementHeaders(
  { accountState: { settings } }: RouteRequest,
  { propertyId }: SimulatedProperty,
  rules: JsonObject,
): Readonly<Record<string, string>> {
  const limit = propertyManagerSettings(settings).elementsPerProperty;
  const remaining = limit - elementsIn(rules);
  if (remaining < 0) {
    throw new PapiRefused(429, {
      type: 'v1/limit-exceeded',
      title: 'Too many elements',
      detail: `A rule tree has at most ${limit} behaviors and matches (simulated text).`,
      members: { limitKey: 'ELEMENTS_PER_PROPERTY', instanceKey: String(propertyId), limit, remaining: 0 },
    });
  }
  return {
    'x-limit-elements-per-property-limit': String(limit),
    'x-limit-elements-per-property-remaining': String(remaining),
  };
}
