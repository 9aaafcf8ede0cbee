import { streamCard } from '../../collections/registry.ts';
import { destinationSet } from '../../destinations/registry.ts';
import type { Hash } from '../../model/account.ts';
import { DELIVERY, type StreamCard } from '../../model/card.ts';
import type { Change } from '../../model/change.ts';
import { streamCollection } from '../../model/collection.ts';
import { defined } from '../../model/defined.ts';
import { isObject, type Json, type JsonObject, pointerSteps, without } from '../../model/json.ts';
import type { StreamDetail } from '../../model/observed.ts';
import type { Base, PlanItem } from '../../model/plan-item.ts';
import { sealer } from '../../redaction/seal.ts';
import { canonicalLive, merged } from '../canonical/canonical.ts';
import { contentDigest, isUnknownIfAbsent } from '../canonical/content-digest.ts';
import { nameIndex } from '../resolve/resolve.ts';
import { carriedOf, compare } from './compare.ts';
import { sentSpec } from './sent-values.ts';

/** The content that apply sends. It has the same shape as the API's `StreamBody`. */
export interface Body {
  readonly spec: JsonObject;
  readonly carried: JsonObject;
}

/**
 * The version that a plan is made from, or that one of our own writes made: number, status, and a digest of its
 * content.
 *
 * @param detail redacted; the digest of an unredacted response differs
 */
export function baseOf(detail: StreamDetail, hash: Hash): Base {
  const { version, status, redacted } = detail;
  return {
    version,
    status,
    content: contentDigest(detail, hash),
    ...defined({ references: redacted }),
  };
}

/**
 * Returns why a fresh read differs from the base of the write, as a sentence; `undefined` if it does not.
 *
 * @param fresh redacted
 * @param status the expected status of the stream; by default the base's (a later step expects a later one)
 */
export function moved(
  base: Base,
  fresh: StreamDetail,
  hash: Hash,
  status: string | undefined = base.status,
): string | undefined {
  const now = baseOf(fresh, hash);
  const stream = `stream ${fresh.streamId}`;
  if (now.version !== base.version) {
    return `${stream} is at version ${now.version}${changedBy(fresh)}, and the plan was made from version ${base.version}: plan again`;
  }
  if (now.content !== base.content) {
    return `version ${base.version} of ${stream} does not hold what the plan was made from: plan again`;
  }
  if (now.status !== status) return `${stream} is ${now.status} and was expected to be ${status}: plan again`;
  return undefined;
}

function changedBy({ modifiedBy, modifiedDate }: StreamDetail): string {
  const who = modifiedBy === undefined ? '' : ` by ${modifiedBy}`;
  const when = modifiedDate === undefined ? '' : ` on ${modifiedDate}`;
  return who || when ? `, changed${who}${when}` : '';
}

/**
 * Lists values that the server keeps instead of the ones that were sent: `before` is the server's value, `after` the
 * item's. An empty list means that the server accepted every value.
 *
 * @param response sealed: the response to the write, or to a read after it
 */
export function differs(
  item: PlanItem,
  response: StreamDetail,
  target: string,
  hash: Hash,
): readonly Change[] {
  if (!item.desired)
    throw new Error(`a bug: the plan of ${item.name} has nothing that could have been written`);
  const card = streamCard(streamCollection(item));
  const seal = sealer(target, response.collection, response.streamId, hash);
  const live = canonicalLive(card, response);
  return compare(card, item.desired.spec, live, seal, nameIndex(detailsOnly(response)));
}

function detailsOnly(detail: StreamDetail): Parameters<typeof nameIndex>[0] {
  return { rows: new Map(), details: new Map([['', detail]]), names: new Map() };
}

/**
 * Returns live members that have no card and that the manifest does not name.
 *
 * @param fresh raw, just read
 */
export function carriedMembers(item: PlanItem, fresh: StreamDetail): JsonObject {
  const card = streamCard(streamCollection(item));
  return carriedOf(card, item.desired?.spec ?? {}, canonicalLive(card, fresh));
}

/**
 * Builds the content of the request for an item. Defaults that the manifest does not state are omitted. An update
 * contains no immutable members, or repeats the stream's own if the API requires that. It keeps the live value of
 * members that the manifest leaves to the stream (its contract). Values with the same meaning are spelled as in the
 * live stream. Live members without a card are sent back unchanged.
 *
 * @param fresh raw, just read; absent for a create
 * @param spec the item's desired spec with secrets as values
 */
export function bodyFor(item: PlanItem, fresh: StreamDetail | undefined, spec: JsonObject): Body {
  const card = streamCard(streamCollection(item));
  const defaulted = item.desired?.defaulted ?? [];
  if (!fresh) return { spec: sentSpec(card, spec, defaulted), carried: {} };
  const live = canonicalLive(card, fresh).spec;
  const isFixed = (member: string) => card.immutable.includes(member);
  const repeated = card.editRepeats ? without({ ...spec, ...live }, (member) => !isFixed(member)) : {};
  const sent = { ...without({ ...leftToStream(card, spec, live), ...spec }, isFixed), ...repeated };
  const own = sentSpec(card, sent, defaulted, fresh.body);
  return withoutOverlap(own, carriedMembers(item, fresh), partsOf(card));
}

/**
 * Returns why an update cannot send live members without a card back unchanged: one sentence for each member of the
 * response that does not survive JSON. Members that no request contains are ignored.
 *
 * @param fresh raw, just read
 */
export function lossyMembers(fresh: StreamDetail): readonly string[] {
  const { readOnly } = streamCard(fresh.collection);
  return (fresh.lossy ?? [])
    .filter(({ pointer }) => !readOnly.includes(pointerSteps(pointer)[0] ?? ''))
    .map(
      ({ pointer, why }) =>
        `An update would change ${pointer} of stream ${fresh.streamId}, which has to be sent back as it is: ${why}. Change the stream in Akamai Control Center, or ask Akamai about this member`,
    );
}

/** Members without a default that the manifest omits. They keep their live value. */
function leftToStream(card: StreamCard, spec: JsonObject, live: JsonObject): JsonObject {
  const isLeft = (member: string) =>
    isUnknownIfAbsent(card.members[member]) &&
    card.members[member]?.default === undefined &&
    spec[member] === undefined;
  return without(live, (member) => !isLeft(member));
}

/** How many levels of a spec member are merged member by member: 0 for a member that is sent as a whole. */
type Parts = (member: string) => number;

function partsOf(card: StreamCard): Parts {
  const set = destinationSet(card);
  return (member) => {
    if (member === set.member) return set.many ? 2 : 1;
    return member === DELIVERY ? 1 : 0;
  };
}

/**
 * Merges carried members into an object that is sent as a whole (`frequency`). All other carried members stay
 * separate.
 */
function withoutOverlap(spec: JsonObject, carried: JsonObject, parts: Parts): Body {
  const sent = new Map<string, Json>(Object.entries(spec));
  const others = new Map<string, Json>();
  for (const [member, value] of Object.entries(carried)) {
    const own = sent.get(member);
    if (!isObject(own) || !isObject(value)) others.set(member, value);
    else if (parts(member) === 0) sent.set(member, merged(value, own));
    else {
      const depth = parts(member) - 1;
      const part = withoutOverlap(own, value, () => depth);
      sent.set(member, part.spec);
      if (Object.keys(part.carried).length) others.set(member, part.carried);
    }
  }
  return { spec: Object.fromEntries(sent), carried: Object.fromEntries(others) };
}
