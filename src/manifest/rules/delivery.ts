import { DELIVERY, type StreamCard } from '../../model/card.ts';
import { isObject, type JsonObject } from '../../model/json.ts';
import { error, nameAt, type Path, type Problems, valueAt, valueError } from '../findings/problem.ts';
import { aDestination, alternatives, kindOf, quoted } from '../findings/wording.ts';
import { type Draft, has } from '../members/draft.ts';
import { checkBlock, howToAdd, notABlock } from '../members/object-members.ts';
import { checkMember } from './members.ts';

const HERE: Path = ['spec', DELIVERY];

/**
 * Checks `deliveryConfiguration`, if the kind has it: its members, and what the format and the destination require of
 * it.
 */
export function* deliveryRule(draft: Draft): Problems {
  const { spec, delivery, card } = draft;
  const value = spec?.[DELIVERY];
  if (card && !card.delivery) return;
  if (value !== undefined && value !== null && !isObject(value)) {
    yield notABlock(HERE, kindOf(value), `Write the members under ${DELIVERY}, indented.`);
  }
  if (!delivery || !card?.delivery) return;
  yield* membersRule(delivery, card.delivery, draft);
  yield* delimiterRule(draft);
  yield* fileNamesRule(draft);
  yield* formatRule(draft);
}

type Cards = NonNullable<StreamCard['delivery']>;

function* membersRule(delivery: JsonObject, cards: Cards, { absent }: Draft): Problems {
  const names = Object.keys(cards);
  yield* checkBlock({
    value: delivery,
    path: HERE,
    what: DELIVERY,
    known: names,
    required: absent ? [] : names.filter((name) => cards[name]?.required),
    requiredByVendor: () => true,
    toAdd: (name) => cards[name] && howToAdd(name, cards[name]),
  });
  for (const name of names) {
    const member = cards[name];
    const value = Object.hasOwn(delivery, name) ? delivery[name] : undefined;
    if (member && value !== undefined && value !== null)
      yield* checkMember(member, value, [...HERE, name], { shown: true });
  }
}

function* delimiterRule({ delivery, absent }: Draft): Problems {
  if (delivery?.['format'] === 'JSON' && has(delivery, 'fieldDelimiter')) {
    const message = '"fieldDelimiter" is not allowed with format JSON.';
    const place = nameAt([...HERE, 'fieldDelimiter']);
    yield valueError(DELIMITED, error(place, 'delimiter-with-json', message, 'Remove it.'));
  }
  if (delivery?.['format'] === 'STRUCTURED' && !Object.hasOwn(delivery, 'fieldDelimiter') && !absent) {
    const message = 'Format STRUCTURED needs "fieldDelimiter".';
    const place = valueAt([...HERE, 'format']);
    yield valueError(DELIMITED, error(place, 'delimiter-missing', message, 'Add fieldDelimiter: SPACE.'));
  }
}

const DELIMITED: readonly Path[] = [
  [...HERE, 'format'],
  [...HERE, 'fieldDelimiter'],
];

function* fileNamesRule({ delivery, destinations }: Draft): Problems {
  for (const { card, set, path } of destinations) {
    if (card?.family !== 'https') continue;
    for (const name of ['uploadFilePrefix', 'uploadFileSuffix']) {
      if (!has(delivery, name)) continue;
      const message = `${quoted(name)} is not for ${aDestination(card.type, set.noun)}: only object stores have files.`;
      const members = [
        [...HERE, name],
        [...path, set.typeMember],
      ];
      yield valueError(members, error(nameAt([...HERE, name]), 'no-file-names', message, 'Remove it.'));
    }
  }
}

function* formatRule({ delivery, destinations, card: stream }: Draft): Problems {
  const format = delivery?.['format'];
  if (format !== 'JSON' && format !== 'STRUCTURED') return;
  const place = [...HERE, 'format'];
  if (stream?.formats && !stream.formats.includes(format)) {
    const taken = alternatives(stream.formats, 'and');
    const message = `${stream.title} streams support only ${taken}, not ${format}.`;
    yield valueError([place], error(valueAt(place), 'format-not-taken', message, `Write format: ${taken}.`));
    return;
  }
  for (const { card, set, path } of destinations) {
    if (!card?.formats || card.formats.includes(format)) continue;
    const taken = alternatives(card.formats, 'and');
    const message = `${card.title} supports only ${taken}, not ${format}.`;
    const found = error(valueAt(place), 'format-not-taken', message, `Write format: ${taken}.`);
    yield valueError([place, [...path, set.typeMember]], found);
  }
}
