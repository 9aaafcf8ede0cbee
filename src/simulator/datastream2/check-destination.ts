import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { type Finding, finding, simulated } from '../protocol/refusal.ts';
import { blank, checkMembers, type Rules } from '../protocol/rules.ts';
import type { Settings } from '../state/settings.ts';
import { secretMembers, type VendorDestination, vendorDestination } from '../vendor/destinations.ts';

/** An accepted destination: the content that a version stores, and the names of the secrets in the request. */
export interface AcceptedDestination {
  readonly vendor: VendorDestination;
  readonly content: JsonObject;
  readonly given: readonly string[];
}

/** Checks a destination. Returns every finding, or the accepted destination. */
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

/** Reads a destination without checking it. The simulator may not know its type. */
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

/** The access check needs a URL with a host. */
function checkUrl({ endpoint }: JsonObject): readonly Finding[] {
  if (typeof endpoint !== 'string' || !/^https?:\/\/[^/]/u.test(endpoint) || hostOf(endpoint)) return [];
  return [simulated('destination.endpoint is no URL.', 'destination.endpoint')];
}

function checkBasic(value: JsonObject): readonly Finding[] {
  if (value['authenticationType'] !== 'BASIC') return [];
  const missing = ['userName', 'password'].filter(
    (member) => value[member] === undefined || value[member] === '',
  );
  // TrafficPeak always requires both members, and its own rules report a missing one.
  return value['destinationType'] === 'HTTPS' ? missing.map((member) => blank(`destination.${member}`)) : [];
}

function accept(vendor: VendorDestination, value: JsonObject, settings: Settings): AcceptedDestination {
  const secrets = secretMembers(vendor);
  const returned = settings.quirks.returnsCollectorCode ? ['collectorCode'] : [];
  const kept = Object.entries(value).filter(
    ([member, content]) => isGiven(content) && (!secrets.includes(member) || returned.includes(member)),
  );
  return {
    vendor,
    content: Object.fromEntries(kept),
    given: secrets.filter((member) => isGiven(value[member])),
  };
}

/**
 * Simulates the access check: the server writes to the destination on every create and edit. A simulated destination
 * always accepts the write, unless the settings list its host or bucket as unreachable, or a real check failed.
 */
export function checkAccess(destination: JsonObject, settings: Settings): readonly Finding[] {
  const { bucket, endpoint } = destination;
  const places = [bucket, typeof endpoint === 'string' ? hostOf(endpoint) : undefined];
  const unreachable = places.some(
    (place) => typeof place === 'string' && settings.unreachable.includes(place),
  );
  if (!unreachable) return [];
  if (destination['destinationType'] === 'S3') return [finding(NO_WRITE_ACCESS)];
  return [NO_ACCESS];
}

/** The finding about a destination that did not accept the access check. */
export const NO_ACCESS = simulated('The destination did not accept the access check.', 'destination');

const NO_WRITE_ACCESS =
  'The credentials provided don’t give you write access to the bucket. Check your AWS credentials or bucket permissions in the S3 account and try again.';

/** Returns the host of a URL, or undefined if the string is not a URL. */
export function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}

function isGiven(value: Json | undefined): boolean {
  return value !== undefined && value !== '';
}
