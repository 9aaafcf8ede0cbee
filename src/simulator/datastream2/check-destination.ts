import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { type Finding, finding, simulated } from '../protocol/refusal.ts';
import { blank, checkMembers, type Rules } from '../protocol/rules.ts';
import type { Settings } from '../state/settings.ts';
import { secretMembers, type VendorDestination, vendorDestination } from '../vendor/destinations.ts';

/** A destination as it was accepted: what is kept of it, and which secrets came with it. */
export interface AcceptedDestination {
  readonly vendor: VendorDestination;
  readonly content: JsonObject;
  readonly given: readonly string[];
}

/** Everything that is wrong with a destination, or what is kept of it. */
export function checkDestination(
  value: Json | undefined,
  settings: Settings,
): { readonly findings: readonly Finding[]; readonly accepted?: AcceptedDestination } {
  if (!isObject(value)) return { findings: [] };
  const type = value['destinationType'];
  if (type === undefined || type === '') return { findings: [blank('destination.destinationType')] };
  const vendor = typeof type === 'string' ? vendorDestination(type) : undefined;
  if (!vendor)
    return { findings: [simulated('The destination type is unknown.', 'destination.destinationType')] };
  const findings = [
    ...checkMembers(rulesOf(vendor), value, 'destination.', settings.extraMembers.destination),
    ...checkPairs(vendor, value),
    ...checkBasic(value),
    ...checkUrl(value),
  ];
  return { findings, accepted: accept(vendor, value, settings) };
}

/** What is kept of a destination that nobody checks, perhaps of a type that the simulator does not know. */
export function acceptDestination(value: Json | undefined, settings: Settings): AcceptedDestination {
  const destination = isObject(value) ? value : {};
  const vendor = vendorDestination(String(destination['destinationType'])) ?? UNKNOWN_TYPE;
  return accept(vendor, destination, settings);
}

const UNKNOWN_TYPE: VendorDestination = { family: 'object', members: {}, pairs: [] };

function rulesOf(vendor: VendorDestination): Rules {
  const common = {
    destinationType: { type: 'text' },
    displayName: { type: 'text', required: true, most: 255 },
  } as const;
  return { ...vendor.members, ...common };
}

function checkPairs(vendor: VendorDestination, value: JsonObject): readonly Finding[] {
  return vendor.pairs.flatMap(([one, other]) => {
    if (isGiven(value[one]) === isGiven(value[other])) return [];
    const missing = isGiven(value[one]) ? other : one;
    return [simulated(`${one} and ${other} go together.`, `destination.${missing}`)];
  });
}

/** Only what has a host can get the access check. */
function checkUrl({ endpoint }: JsonObject): readonly Finding[] {
  if (typeof endpoint !== 'string' || !/^https?:\/\/[^/]/u.test(endpoint) || hostOf(endpoint)) return [];
  return [simulated('destination.endpoint is no URL.', 'destination.endpoint')];
}

function checkBasic(value: JsonObject): readonly Finding[] {
  if (value['authenticationType'] !== 'BASIC') return [];
  const missing = ['userName', 'password'].filter(
    (member) => value[member] === undefined || value[member] === '',
  );
  // TrafficPeak always needs both and its rules say so already.
  return value['destinationType'] === 'HTTPS' ? missing.map((member) => blank(`destination.${member}`)) : [];
}

function accept(vendor: VendorDestination, value: JsonObject, settings: Settings): AcceptedDestination {
  const secrets = secretMembers(vendor);
  const told = settings.quirks.tellsCollectorCode ? ['collectorCode'] : [];
  const kept = Object.entries(value).filter(
    ([member, content]) => isGiven(content) && (!secrets.includes(member) || told.includes(member)),
  );
  return {
    vendor,
    content: Object.fromEntries(kept),
    given: secrets.filter((member) => isGiven(value[member])),
  };
}

/**
 * The access check: the server writes to the destination at every create and edit. A simulated destination always
 * answers, unless the settings name its host or bucket.
 */
export function checkAccess(destination: JsonObject, settings: Settings): readonly Finding[] {
  const { bucket, endpoint } = destination;
  const places = [bucket, typeof endpoint === 'string' ? hostOf(endpoint) : undefined];
  const unreachable = places.some(
    (place) => typeof place === 'string' && settings.unreachable.includes(place),
  );
  if (!unreachable) return [];
  if (destination['destinationType'] === 'S3') return [finding(NO_WRITE_ACCESS)];
  return [simulated('The destination did not accept the access check.', 'destination')];
}

const NO_WRITE_ACCESS =
  'The credentials provided don’t give you write access to the bucket. Check your AWS credentials or bucket permissions in the S3 account and try again.';

/** The host of a URL, or nothing where it is none. */
export function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}

function isGiven(value: Json | undefined): boolean {
  return value !== undefined && value !== '';
}
