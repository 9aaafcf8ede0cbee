import { streamCard } from '../../collections/registry.ts';
import { cardOf, destinationPaths } from '../../destinations/destination-paths.ts';
import { destinationSet } from '../../destinations/registry.ts';
import type { StreamCard } from '../../model/card.ts';
import type { DestinationSet } from '../../model/destination-card.ts';
import {
  canonicalJson,
  isArray,
  isObject,
  type Json,
  type JsonObject,
  pointerSegment,
  without,
} from '../../model/json.ts';
import { type Manifest, manifestFolder } from '../../model/manifest.ts';
import { isReference, type SecretReference } from '../../model/secret.ts';
import { withExtra } from '../canonical/canonical.ts';

/** One reference in a manifest, and the receiver of its value. */
export interface SecretUse {
  /** The manifest's name. */
  readonly name: string;
  /**
   * The destination that contains it: `['destination']`, `['connectors', 'Archive']`; empty outside of destinations.
   */
  readonly place: readonly string[];
  /** The member within that destination, as a path without a leading slash: `password`, `newMember/token`. */
  readonly member: string;
  readonly reference: SecretReference;
  /** Equal if and only if two references name the same variable or the same file. */
  readonly identity: string;
  /** Equal if the same host or vendor receives the value. */
  readonly audience: string;
}

/** Returns every reference of a manifest, including `extra`, with the receiver of its value. */
export function secretUses(manifest: Manifest): readonly SecretUse[] {
  const card = streamCard(manifest.collection);
  const spec = withExtra(card, manifest.spec);
  const folder = manifestFolder(manifest.source.file);
  const at = (place: readonly string[], audience: string) => (found: ReferenceUse) => ({
    name: manifest.name,
    place,
    member: found.member,
    reference: found.reference,
    identity: identityOf(found.reference, folder),
    audience,
  });
  const root = without(spec, (member) => member === card.destinations);
  return [
    // The API stores the root members, and returns them to everyone who may read the stream.
    ...referencesIn(root, '').map(at([], 'Akamai')),
    ...destinationPaths(card, spec).flatMap(({ path, value }) =>
      referencesIn(value, '').map(at(path, audienceOf(card, value, folder))),
    ),
  ];
}

interface ReferenceUse {
  readonly member: string;
  readonly reference: SecretReference;
}

function referencesIn(value: Json, member: string): readonly ReferenceUse[] {
  if (isReference(value)) return [{ member, reference: value }];
  if (isArray(value)) return value.flatMap((item, index) => referencesIn(item, inner(member, String(index))));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, item]) =>
    referencesIn(item, inner(member, pointerSegment(name))),
  );
}

function inner(member: string, name: string): string {
  return member === '' ? name : `${member}/${name}`;
}

/**
 * Returns what identifies a secret: the name of the variable, or the path of the file. A manifest in another folder
 * therefore names another file.
 *
 * @param folder to which the path of a file is relative
 */
export function identityOf(reference: SecretReference, folder: string): string {
  return 'env' in reference ? `env ${reference.env}` : `file ${resolvedPath(folder, reference.file)}`;
}

function resolvedPath(folder: string, file: string): string {
  const isAbsolute = /^(?:[\\/]|[a-z]:)/i.test(file);
  const parts: string[] = [];
  for (const part of (isAbsolute ? file : `${folder}/${file}`).split(/[\\/]+/)) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return `${isAbsolute ? '/' : ''}${parts.join('/')}`;
}

/**
 * The receiver of a destination's secrets. Members without a card may also name a receiver (a proxy, a second
 * endpoint), so every URL in them counts. In a type without a card, everything except the references and the name
 * counts.
 */
function audienceOf(card: StreamCard, destination: JsonObject, folder: string): string {
  const set = destinationSet(card);
  const known = cardOf(set, destination);
  if (!known) return canonicalJson(redactedReferences(without(destination, (m) => m === set.nameMember)));
  const { audience, members } = known;
  const main = 'vendor' in audience ? audience.vendor : receiver(destination[audience.hostIn], folder);
  const own = (member: string) => Object.hasOwn(members, member) || isNamed(set, member);
  const more = urlsIn(without(destination, own)).map((url) => receiver(url, folder));
  return [main, ...more].join(' ');
}

function isNamed({ typeMember, nameMember }: DestinationSet, member: string): boolean {
  return member === typeMember || member === nameMember;
}

/** The host of a URL, or any other string unchanged. A reference counts as an unknown host of its own. */
function receiver(value: Json | undefined, folder: string): string {
  if (isReference(value)) return identityOf(value, folder);
  if (typeof value !== 'string') return '';
  const text = value.trim().toLowerCase();
  return IS_URL.test(text) && URL.canParse(text) ? new URL(text).host : text.replace(/[/?#].*$/s, '');
}

const IS_URL = /^\s*[a-z][a-z\d+.-]*:\/\//i;

function urlsIn(value: Json): readonly string[] {
  if (typeof value === 'string') return IS_URL.test(value) ? [value] : [];
  if (isArray(value)) return value.flatMap(urlsIn);
  return isObject(value) && !isReference(value) ? Object.values(value).flatMap(urlsIn) : [];
}

/** Rotating references does not change the receiver. */
function redactedReferences(value: Json): Json {
  if (isReference(value)) return null;
  if (isArray(value)) return value.map(redactedReferences);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, redactedReferences(item)]));
}
