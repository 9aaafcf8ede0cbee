import { describe, expect, it } from 'vitest';
import { cdn } from '../../../src/collections/cdn.ts';
import { STREAM_CARDS } from '../../../src/collections/registry.ts';
import { s3 } from '../../../src/destinations/s3.ts';
import type { StreamCard } from '../../../src/model/card.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import type { MemberCard } from '../../../src/model/member-card.ts';
import { canonicalDesired, canonicalLive } from '../../../src/plan/canonical/canonical.ts';
import { sealDetail } from '../../../src/plan/credentials/seal-stream.ts';
import { compare } from '../../../src/plan/diff/compare.ts';
import { sealer } from '../../../src/redaction/seal.ts';
import { redactedUrl } from '../../../src/redaction/urls/secret-url.ts';
import {
  answerTo,
  cardNames,
  destinationsFor,
  detailOf,
  formatsOf,
  fullDestination,
  fullSpec,
  keep,
  NEVER_RETURNED,
  sha256,
  TARGET,
  withPart,
} from '../../builders/card-samples.ts';

const seal = sealer(TARGET, cdn.collection, 7050, sha256);

function liveOf(card: StreamCard, body: JsonObject) {
  return canonicalLive(card, sealDetail(detailOf(card, body), TARGET, sha256));
}

function changes(card: StreamCard, spec: JsonObject, body: JsonObject) {
  const own = sealer(TARGET, card.collection, 7050, sha256);
  return compare(card, canonicalDesired(card, spec, 'web'), liveOf(card, body), own, cardNames);
}

/** Another value that a card allows. */
function other(card: MemberCard, value: Json | undefined): Json {
  const { enum: values } = card.schema;
  if (isArray(values)) return values.find((one) => one !== value) ?? null;
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value === 1 ? 2 : value - 1;
  if (isArray(value)) return [...value, 'more@example.com'];
  if (isObject(value)) return { intervalInSeconds: 60 };
  return `${String(value)}x`;
}

/** Members that can be compared, with another value for each. */
function edits(
  cards: Readonly<Record<string, MemberCard>>,
  spec: JsonObject,
): readonly (readonly [string, Json])[] {
  return Object.entries(cards).flatMap(([member, card]) => {
    const value = spec[member];
    if (card.constant !== undefined || card.writeOnly || value === undefined) return [];
    const changed = other(card, value);
    return changed === null ? [] : [[member, changed] as const];
  });
}

/**
 * True for a member that an update can change by itself: not fixed, returned by the API, and not referred to
 * by others.
 */
function isEditable(card: StreamCard, member: string): boolean {
  const decides = Object.values(card.members).some(({ onlyWhen: only }) => only?.member === member);
  return !decides && !card.immutable.includes(member) && !NEVER_RETURNED.includes(member);
}

describe('one member that differs', () => {
  for (const card of STREAM_CARDS) {
    it(`is one change at its path: ${card.title}`, () => {
      const [destination = s3] = destinationsFor(card);
      const spec = fullSpec(card, destination, 'STRUCTURED');
      const body = answerTo(card, destination, spec);
      const mutable = Object.keys(card.members).filter((member) => isEditable(card, member));
      for (const [member, value] of edits(
        card.members,
        keep(spec, (one) => mutable.includes(one)),
      )) {
        const made = changes(card, { ...spec, [member]: value }, body);
        expect(
          made.map(({ path }) => path),
          member,
        ).toEqual([`/${member}`]);
      }
    });

    it(`is one change of a list with the added and removed items: ${card.title}`, () => {
      const [destination = s3] = destinationsFor(card);
      const spec = fullSpec(card, destination, 'JSON');
      const body = answerTo(card, destination, spec);
      for (const list of card.lists.filter((one) => !one.readOnly)) {
        const [gone = null, ...kept] = isArray(spec[list.member])
          ? (spec[list.member] as readonly Json[])
          : [];
        const fresh = list.id === 'number' ? 9999 : 'z.example.com';
        const made = changes(card, { ...spec, [list.member]: [...kept, fresh] }, body);
        expect(made).toMatchObject([{ path: `/${list.member}`, added: [fresh], removed: [gone] }]);
      }
    });
  }

  for (const destination of destinationsFor(cdn)) {
    it(`is one change at its path: ${destination.title}`, () => {
      const [format = 'JSON'] = formatsOf(destination);
      const spec = fullSpec(cdn, destination, format);
      const body = answerTo(cdn, destination, spec);
      const place = fullDestination(destination);
      for (const [member, value] of [...edits(destination.members, place), ['displayName', 'x'] as const]) {
        const edited = withPart(spec, 'destination', (old) => ({ ...old, [member]: value }));
        const made = changes(cdn, edited, body);
        expect(
          made.map(({ path }) => path),
          member,
        ).toEqual([`/destination/${member}`]);
        const credential = destination.members[member]?.credential;
        const isHidden = (text: unknown) =>
          credential !== undefined &&
          (credential === 'whole' || redactedUrl(credential, String(text)) !== undefined);
        expect(made[0]?.sensitive === true, member).toBe(isHidden(value) || isHidden(place[member]));
      }
    });
  }

  it.each([
    ['/deliveryConfiguration/frequency/intervalInSeconds', { frequency: { intervalInSeconds: 60 } }],
    ['/deliveryConfiguration/fieldDelimiter', { fieldDelimiter: 'SPACE' }],
    ['/deliveryConfiguration/uploadFilePrefix', { uploadFilePrefix: 'other' }],
    ['/deliveryConfiguration/uploadFileSuffix', { uploadFileSuffix: 'other' }],
  ])('is one change at its path: %s', (path, edit) => {
    const spec = fullSpec(cdn, s3, 'STRUCTURED');
    const edited = withPart(spec, 'deliveryConfiguration', (part) => ({ ...part, ...edit }));
    expect(changes(cdn, edited, answerTo(cdn, s3, spec)).map((one) => one.path)).toEqual([path]);
  });

  it('is a change if it is removed from the manifest: the vendor’s default applies again', () => {
    const spec = fullSpec(cdn, s3, 'STRUCTURED');
    const { notificationEmails, ...less } = spec;
    expect(changes(cdn, less, answerTo(cdn, s3, spec))).toEqual([
      {
        path: '/notificationEmails',
        before: notificationEmails,
        after: [],
        added: [],
        removed: notificationEmails,
      },
    ]);
  });

  it('is a rename if it is the stream’s name', () => {
    const spec = fullSpec(cdn, s3, 'STRUCTURED');
    const desired = canonicalDesired(cdn, spec, 'site');
    const made = compare(cdn, desired, liveOf(cdn, answerTo(cdn, s3, spec)), seal, cardNames);
    expect(made).toEqual([{ path: '/streamName', before: 'web', after: 'site' }]);
  });
});
