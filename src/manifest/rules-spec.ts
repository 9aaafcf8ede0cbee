import { STREAM_CARDS } from '../log-types/registry.ts';
import type { MemberCard, StreamCard } from '../model/card.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import { checkBlock, howToAdd, notABlock } from './block.ts';
import { type Draft, has } from './draft.ts';
import { knownInExtra } from './extra.ts';
import { bareNumber, bareText } from './ids.ts';
import { BLOCKS, EXTRA, OWN_MEMBERS } from './own-members.ts';
import { perCard } from './per-card.ts';
import { error, nameAt, type Path, type Problems, valueAt, warning } from './problem.ts';
import { checkName } from './rules-document.ts';
import { listHint } from './rules-lists.ts';
import { checkMember } from './rules-members.ts';
import { neededToEdit, requiredNames } from './rules-untold.ts';
import { missing } from './value.ts';
import { aStream, kindOf, quoted } from './wording.ts';

const HERE: Path = ['spec'];

/** The members of `spec` itself. Lists, delivery and destination have rules of their own. */
export function* specRule(draft: Draft): Problems {
  const { spec, card } = draft;
  if (!spec) return;
  if (card) yield* memberNames(draft, spec, card);
  else if (!Object.hasOwn(spec, 'state')) yield missing(HERE, 'state');
  yield* memberValues(spec, OWN_MEMBERS);
  if (has(spec, 'streamName')) yield* checkName(spec['streamName'] ?? '', [...HERE, 'streamName']);
  for (const name of BLOCKS) {
    const value = spec[name];
    if (value !== undefined && value !== null && !isObject(value)) {
      yield notABlock([...HERE, name], kindOf(value), `Write the members under ${name}, indented.`);
    }
  }
  if (!card) return;
  yield* memberValues(spec, card.members);
  yield* knownInExtra(spec, HERE, namesOf(card).notInExtra);
  if (draft.absent) return;
  if (draft.bound) yield* neededToEdit(spec, HERE, card.members);
  else yield* neededToCreate(spec, card);
}

/** What the members of `spec` say against each other. */
export function* contradictionRule({ spec }: Draft): Problems {
  if (spec?.['separate'] === true && has(spec, 'streamId')) {
    const message = '"separate" asks for a stream of its own, and "streamId" binds to one that exists.';
    yield error(nameAt([...HERE, 'separate']), 'separate-and-bound', message, 'Leave one of them out.');
  }
  if (spec?.['protect'] === true && spec['state'] === 'absent') {
    const message =
      'State absent asks to delete a stream that "protect" keeps: plan refuses that as long as it exists.';
    yield warning(valueAt([...HERE, 'state']), 'protected-absent', message, 'Remove "protect" first.');
  }
}

const namesOf = perCard((card: StreamCard) => {
  const lists = card.lists.map(({ member }) => member);
  const members = Object.keys(card.members);
  const known = [...Object.keys(OWN_MEMBERS), 'streamName', ...lists, ...members, ...BLOCKS];
  return {
    known: [...known, EXTRA],
    required: requiredOf(card, false),
    requiredOfBound: requiredOf(card, true),
    notInExtra: [...known, ...card.readOnly],
  };
});

function requiredOf(card: StreamCard, bound: boolean): readonly string[] {
  const lists = card.lists.filter(({ required }) => required).map(({ member }) => member);
  return ['state', ...requiredNames(card.members, bound), ...lists, ...BLOCKS];
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
    readOnly: card.readOnly,
    elsewhere: (name) => belongsElsewhere(name, draft, card),
    toAdd: (name) => toAdd(name, card),
  });
}

function toAdd(name: string, card: StreamCard): string | undefined {
  const list = card.lists.find(({ member }) => member === name);
  if (list) return listHint(list);
  const member = OWN_MEMBERS[name] ?? card.members[name];
  return member && howToAdd(name, member);
}

function belongsElsewhere(name: string, { destinationCard }: Draft, card: StreamCard): string | undefined {
  if (Object.hasOwn(card.delivery, name)) return 'It belongs in deliveryConfiguration.';
  const inDestination = ['destinationType', 'displayName', ...Object.keys(destinationCard?.members ?? {})];
  if (inDestination.includes(name)) return 'It belongs in destination.';
  const others = STREAM_CARDS.filter((other) => namesOf(other).known.includes(name));
  const logTypes = others.map(({ collection }) => collection.logType);
  return logTypes.length === 0 ? undefined : `Log types that have it: ${logTypes.join(', ')}.`;
}

function* memberValues(spec: JsonObject, cards: { readonly [name: string]: MemberCard }): Problems {
  for (const [name, card] of Object.entries(cards)) {
    const value = Object.hasOwn(spec, name) ? spec[name] : undefined;
    if (value === undefined || value === null) continue;
    yield* checkMember(card, withoutPrefix(card, value), [...HERE, name], true);
  }
}

/** `grp_21484` is judged as the number it becomes, `ctr_` as the text that remains. */
function withoutPrefix({ prefix, schema }: MemberCard, value: Json): Json {
  if (prefix === undefined || typeof value !== 'string') return value;
  return schema['type'] === 'integer' ? bareNumber(value, prefix) : bareText(value, prefix);
}

function* neededToCreate(spec: JsonObject, card: StreamCard): Problems {
  for (const [name, { requiredToCreate }] of Object.entries(card.members)) {
    if (!requiredToCreate || Object.hasOwn(spec, name)) continue;
    const message = `A stream of log type ${card.collection.logType} cannot be created without ${quoted(name)}.`;
    yield warning(nameAt(HERE), 'needed-to-create', message, 'Add it, unless the stream exists already.');
  }
}
