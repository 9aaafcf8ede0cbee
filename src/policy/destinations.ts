import { cardOf, destinationPaths, typeOf } from '../destinations/destination-paths.ts';
import { DESTINATION_SETS, destinationSet } from '../destinations/registry.ts';
import type { StreamCard } from '../model/card.ts';
import { defined } from '../model/defined.ts';
import type { DestinationCard } from '../model/destination-card.ts';
import { matchesGlob } from '../model/glob.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { AllowedDestination } from '../model/policy.ts';
import { isReference } from '../model/secret.ts';
import { hostOf, hostPattern } from './host.ts';

/** Every type of a destination or connector. */
export const DESTINATION_TYPES: readonly string[] = [
  ...new Set(DESTINATION_SETS.flatMap(({ cards }) => cards.map(({ type }) => type))),
];

/** A destination that a policy does not allow. */
export interface OtherDestination {
  readonly path: readonly string[];
  /** Its type and address, without anything that may be a secret: `HTTPS (host logs.example.net)`. */
  readonly label: string;
  /** The member whose value cannot be compared, because it is a reference or not a plain address. */
  readonly unclear?: string;
}

/** Returns the destinations of a spec that match none of the allowed ones. */
export function otherDestinations(
  card: StreamCard,
  spec: JsonObject,
  allowed: readonly AllowedDestination[],
): readonly OtherDestination[] {
  const set = destinationSet(card);
  return destinationPaths(card, spec).flatMap(({ path, value }) => {
    const destination = cardOf(set, value);
    const [type, parts, odd] = [
      typeOf(set, value),
      partsOf(destination, value),
      oddMember(destination, value),
    ];
    if (allowed.some((one) => isMatch(one, type, odd === undefined ? parts : NO_PARTS))) return [];
    const asked = PARTS.filter((name) => allowed.some((one) => one[name] !== undefined));
    const other = asked.map((name) => parts[name]).find((part) => part?.tag === 'unclear')?.member;
    const unclear = other ?? (asked.length > 0 ? odd : undefined);
    const member = unclear ?? (parts.host ?? parts.bucket)?.member;
    return [
      {
        path: member === undefined ? path : [...path, member],
        label: labelOf(type, parts),
        ...defined({ unclear }),
      },
    ];
  });
}

/** Says what a policy allows: `S3 (bucket eu-*) or HTTPS`. */
export function allowedText(allowed: readonly AllowedDestination[]): string {
  const texts = allowed.map(({ type = 'any type', ...parts }) => {
    const known = PARTS.flatMap((name) => (parts[name] === undefined ? [] : [`${name} ${parts[name]}`]));
    return known.length === 0 ? type : `${type} (${known.join(', ')})`;
  });
  return texts.length === 0 ? 'none' : texts.join('; ');
}

const PARTS = ['host', 'bucket', 'account'] as const;
type Part = (typeof PARTS)[number];

/** A part of an address: its value in the form in which it is compared, or that it cannot be compared. */
type PartValue =
  | { readonly tag: 'known'; readonly member: string; readonly value: string }
  | { readonly tag: 'unclear'; readonly member: string };
type Parts = { readonly [P in Part]: PartValue | undefined };
const NO_PARTS: Parts = { host: undefined, bucket: undefined, account: undefined };

function partsOf(card: DestinationCard | undefined, value: JsonObject): Parts {
  const host = card && 'hostIn' in card.audience ? card.audience.hostIn : undefined;
  return {
    host: partOf(host, value, hostOf),
    bucket: partOf(card?.bucketIn, value, plainName),
    account: partOf(card?.accountIn, value, plainName),
  };
}

function partOf(
  member: string | undefined,
  value: JsonObject,
  read: (text: string) => string | undefined,
): PartValue | undefined {
  if (member === undefined) return undefined;
  const written: Json | undefined = value[member];
  const text = typeof written === 'string' && !isReference(written) ? read(written) : undefined;
  return text === undefined ? { tag: 'unclear', member } : { tag: 'known', member, value: text };
}

/** Names of buckets have no separators. `eu-logs/../other` is another bucket for some servers. */
function plainName(text: string): string | undefined {
  return /[\p{C}\p{Z}/\\?#%]/u.test(text) ? undefined : text;
}

/**
 * Returns a member of the address that is not a plain name. Storage has addresses like `bucket.host`, so a bucket
 * `evil.example/x?` can be on another host than the endpoint.
 */
function oddMember(card: DestinationCard | undefined, value: JsonObject): string | undefined {
  const host = card && 'hostIn' in card.audience ? card.audience.hostIn : undefined;
  return card?.address.find((member) => {
    const text = value[member];
    return member !== host && typeof text === 'string' && plainName(text) === undefined;
  });
}

function isMatch(allowed: AllowedDestination, type: string, parts: Parts): boolean {
  if (allowed.type !== undefined && allowed.type !== type) return false;
  return PARTS.every((name) => {
    const pattern = allowed[name];
    const part = parts[name];
    if (pattern === undefined) return true;
    return part?.tag === 'known' && matchesGlob(part.value, name === 'host' ? hostPattern(pattern) : pattern);
  });
}

function labelOf(type: string, parts: Parts): string {
  const known = PARTS.flatMap((name) => {
    const part = parts[name];
    return part?.tag === 'known' ? [`${name} ${part.value}`] : [];
  });
  return known.length === 0 ? type : `${type} (${known.join(', ')})`;
}
