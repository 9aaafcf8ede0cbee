import { streamCard } from '../../collections/registry.ts';
import { cardOf, destinationPaths } from '../../destinations/destination-paths.ts';
import { destinationSet } from '../../destinations/registry.ts';
import type { Hash } from '../../model/account.ts';
import type { StreamCard } from '../../model/card.ts';
import { type JsonObject, pointerSegment, without } from '../../model/json.ts';
import type { StreamDetail, StreamRow } from '../../model/observed.ts';
import { referencePointers, sealPlaces, textsAt } from '../../redaction/reference-places.ts';
import type { Redaction } from '../../redaction/run-redaction.ts';
import { sealer, sealSpec } from '../../redaction/seal.ts';
import { withExtra } from '../canonical/canonical.ts';
import { contentDigest } from '../canonical/content-digest.ts';

/**
 * Returns the paths of a spec's references, as JSON Pointers into the body of a live stream: `/destination/traceId`,
 * `/connectors/Archive/url`, and with `*` for any item of a list. Write-only members are not included: responses do
 * not contain them, and they are always sealed. If some connectors have references, each connector without one is
 * included with an empty step (`/connectors/Archive/`), so that its name is known.
 *
 * @param spec of a manifest or of a plan item
 */
export function referencePlaces(card: StreamCard, spec: JsonObject): readonly string[] {
  const set = destinationSet(card);
  const whole = withExtra(card, spec);
  const root = without(whole, (member) => member === set.member);
  const destinations = destinationPaths(card, whole).map(({ path, value }) => {
    const members = cardOf(set, value)?.members ?? {};
    const isWriteOnly = (member: string) =>
      Object.hasOwn(members, member) && members[member]?.writeOnly === true;
    const at = path.map((step) => `/${pointerSegment(step)}`).join('');
    return { at, places: referencePointers(without(value, isWriteOnly), at) };
  });
  const found = destinations.flatMap(({ places }) => places);
  const bare = destinations.filter(({ places }) => places.length === 0).map(({ at }) => `${at}/`);
  const connectorsWithout = set.many && found.length > 0 ? bare : [];
  return [...new Set([...referencePointers(root, ''), ...found, ...connectorsWithout])].sort();
}

/** Returns the paths of a live stream at which its manifest has references. */
export type PlacesOf = (stream: StreamRow) => readonly string[];

/**
 * Seals the credentials of a live stream, and every member at the path of a reference. The cache, plans and outputs
 * may contain this form only. The digest that verifies a write stays that of the content without references. The
 * function is idempotent.
 *
 * @param detail as it was read, or sealed
 * @param places from `referencePlaces`
 */
export function sealDetail(
  detail: StreamDetail,
  target: string,
  hash: Hash,
  places: readonly string[] = [],
): StreamDetail {
  const card = streamCard(detail.collection);
  const seal = sealer(target, detail.collection, detail.streamId, hash);
  const sealed = { ...detail, body: sealSpec(card, detail.body, seal) };
  if (places.length === 0) return sealed;
  const body = sealPlaces(card, sealed.body, places, seal);
  return { ...sealed, body, redacted: places, content: contentDigest(sealed, hash) };
}

/** Returns the sealed form of a live stream. It is prepared once for each read. */
export type SealStream = (read: StreamDetail) => StreamDetail;

/** The context of a run that sealing needs. */
export interface SealContext {
  readonly target: string;
  readonly hash: Hash;
  readonly placesOf: PlacesOf;
  /** Redacts the members at the paths of references in the texts of the run. */
  readonly redaction: Redaction;
}

/** Creates the function that seals the live streams of one run, for everything that shows, caches or compares them. */
export function streamSealer({ target, hash, placesOf, redaction }: SealContext): SealStream {
  const prepared = new WeakMap<StreamDetail, StreamDetail>();
  return (read) => {
    const known = prepared.get(read);
    if (known) return known;
    const places = placesOf(read);
    redaction.add(textsAt(streamCard(read.collection), read.body, places));
    const sealed = sealDetail(read, target, hash, places);
    prepared.set(read, sealed);
    return sealed;
  };
}
