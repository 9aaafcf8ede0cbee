import { STREAM_CARDS } from '../../collections/registry.ts';
import { DESTINATION_SETS, destinationSet } from '../../destinations/registry.ts';
import { DELIVERY, type StreamCard } from '../../model/card.ts';
import type { Kind } from '../../model/collection.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { MemberCard } from '../../model/member-card.ts';
import {
  error,
  nameAt,
  type Path,
  type Problems,
  valueAt,
  valueError,
  warning,
} from '../findings/problem.ts';
import { aStream, quoted, streamsOf } from '../findings/wording.ts';
import { missing } from '../members/check-value.ts';
import { isOfOther } from '../members/conditional.ts';
import { type Draft, has } from '../members/draft.ts';
import { knownInExtra } from '../members/extra.ts';
import { bareNumber, bareText } from '../members/ids.ts';
import { checkBlock, howToAdd } from '../members/object-members.ts';
import { EXTRA, ownMembers, partsOf } from '../members/own-members.ts';
import { perCard } from '../members/per-card.ts';
import { neededToEdit, requiredNames } from '../members/unreported.ts';
import { checkName } from './document.ts';
import { listHint } from './lists.ts';
import { checkMember } from './members.ts';

const HERE: Path = ['spec'];

/** Checks the members of `spec` itself. Lists, delivery and destinations have rules of their own. */
export function* specRule(draft: Draft): Problems {
  const { spec, card } = draft;
  if (!spec) return;
  if (card) yield* memberNames(draft, spec, card);
  else if (!Object.hasOwn(spec, 'state')) yield missing(HERE, 'state');
  yield* memberValues(spec, ownMembers(card), true);
  if (has(spec, 'streamName')) yield* checkName(spec['streamName'] ?? '', [...HERE, 'streamName'], false);
  if (!card) return;
  yield* memberValues(spec, card.members, false);
  yield* onlyElsewhere(spec, card);
  yield* knownInExtra(spec, HERE, namesOf(card).notInExtra);
  if (draft.absent) return;
  if (draft.bound) yield* neededToEdit(spec, HERE, card.members);
  else yield* neededToCreate(spec, card);
}

/** Checks members of `spec` against each other. */
export function* contradictionRule({ spec }: Draft): Problems {
  if (spec?.['separate'] === true && has(spec, 'streamId')) {
    const message = '"separate" creates a new stream, and "streamId" binds the manifest to an existing one.';
    yield error(nameAt([...HERE, 'separate']), 'separate-and-bound', message, 'Remove one of them.');
  }
  if (spec?.['protect'] === true && spec['state'] === 'absent') {
    const message = '"protect" keeps this stream, so plan refuses to delete it.';
    yield warning(valueAt([...HERE, 'state']), 'protected-absent', message, 'Remove "protect" first.');
  }
}

const namesOf = perCard((card: StreamCard) => {
  const lists = card.lists.map(({ member }) => member);
  const members = Object.keys(card.members);
  const known = [...Object.keys(ownMembers(card)), 'streamName', ...lists, ...members, ...partsOf(card)];
  return {
    known: [...known, EXTRA],
    required: requiredOf(card, false),
    requiredOfBound: requiredOf(card, true),
    // DataStream 1 receives ids under a separate name (`propertyIds`): in `extra` they would replace the list.
    notInExtra: [...known, ...card.readOnly, ...card.lists.map(({ idMember }) => `${idMember}s`)],
  };
});

function requiredOf(card: StreamCard, bound: boolean): readonly string[] {
  const lists = card.lists.filter(({ required }) => required).map(({ member }) => member);
  return ['state', ...requiredNames(card.members, bound), ...lists, ...partsOf(card)];
}

function requiredHere({ absent, bound }: Draft, card: StreamCard): readonly string[] {
  if (absent) return ['state'];
  return bound ? namesOf(card).requiredOfBound : namesOf(card).required;
}

function* memberNames(draft: Draft, spec: JsonObject, card: StreamCard): Problems {
  yield* checkBlock({
    value: spec,
    path: HERE,
    what: aStream(card.title),
    known: namesOf(card).known,
    required: requiredHere(draft, card),
    requiredByVendor: (name) => name !== 'state',
    readOnly: card.readOnly,
    elsewhere: (name) => belongsElsewhere(name, draft, card),
    toAdd: (name) => noneOf(name, card) ?? toAdd(name, card),
    ifEmpty: (name) => noneOf(name, card),
  });
}

/** Omitting destinations could be an oversight, so a manifest without any must state that. */
function noneOf(name: string, card: StreamCard): string | undefined {
  const { member, many, noun } = destinationSet(card);
  return name === member && many
    ? `List each ${noun} under it, or write ${name}: [] for logs that are only pulled.`
    : undefined;
}

function toAdd(name: string, card: StreamCard): string | undefined {
  const list = card.lists.find(({ member }) => member === name);
  if (list) return listHint(list);
  const member = ownMembers(card)[name] ?? card.members[name];
  return member && howToAdd(name, member);
}

function belongsElsewhere(name: string, { destinations }: Draft, card: StreamCard): string | undefined {
  if (card.delivery && Object.hasOwn(card.delivery, name)) return `It belongs in ${DELIVERY}.`;
  const set = destinationSet(card);
  const members = destinations.flatMap((destination) => Object.keys(destination.card?.members ?? {}));
  if ([set.typeMember, set.nameMember, ...members].includes(name)) {
    return set.many ? `It belongs in an item of ${set.member}.` : `It belongs in ${set.member}.`;
  }
  const { kind } = card.collection;
  if (name === DELIVERY || DESTINATION_SETS.some(({ member }) => member === name)) {
    return `Kind ${kind} has ${partsOf(card).join(' and ')} instead.`;
  }
  return ownersOf(name, kind);
}

/** Returns which other streams have a member: log types of the same kind, or otherwise other kinds. */
function ownersOf(name: string, kind: Kind): string | undefined {
  const others = STREAM_CARDS.filter((other) => namesOf(other).known.includes(name));
  const logTypes = others.flatMap(({ collection }) =>
    collection.kind === kind && collection.logType !== undefined ? [collection.logType] : [],
  );
  if (logTypes.length > 0) return `Log types that have it: ${logTypes.join(', ')}.`;
  const kinds = new Set(others.map(({ collection }) => collection.kind));
  return kinds.size === 0 ? undefined : `Only kind ${[...kinds].join(', ')} has it.`;
}

/** Reports members that belong to streams of another type: `timeFrame` if `streamType` is RAW. */
function* onlyElsewhere(spec: JsonObject, card: StreamCard): Problems {
  for (const [name, { onlyWhen: only }] of Object.entries(card.members)) {
    if (!only || !has(spec, name) || !isOfOther(only, spec, card)) continue;
    const message = `${quoted(name)} is for ${only.member} ${String(only.equals)} only.`;
    const found = error(nameAt([...HERE, name]), 'member-of-other-type', message, 'Remove it.');
    const members = [
      [...HERE, name],
      [...HERE, only.member],
    ];
    yield valueError(members, found);
  }
}

function* memberValues(
  spec: JsonObject,
  cards: { readonly [name: string]: MemberCard },
  isForm: boolean,
): Problems {
  for (const [name, card] of Object.entries(cards)) {
    const value = Object.hasOwn(spec, name) ? spec[name] : undefined;
    if (value === undefined || value === null) continue;
    yield* checkMember(card, withoutPrefix(card, value), [...HERE, name], { shown: true, isForm });
  }
}

/**
 * Removes the prefix before the check: `grp_21484` is checked as the number it becomes, `ctr_` as the remaining string.
 */
function withoutPrefix({ prefix, schema }: MemberCard, value: Json): Json {
  if (prefix === undefined || typeof value !== 'string') return value;
  return schema['type'] === 'integer' ? bareNumber(value, prefix) : bareText(value, prefix);
}

function* neededToCreate(spec: JsonObject, card: StreamCard): Problems {
  for (const [name, { requiredToCreate }] of Object.entries(card.members)) {
    if (!requiredToCreate || Object.hasOwn(spec, name)) continue;
    const message = `A stream of ${streamsOf(card.collection)} cannot be created without ${quoted(name)}.`;
    yield warning(nameAt(HERE), 'needed-to-create', message, 'Add it, unless the stream exists already.');
  }
}
