import { checkBlock, howToAdd } from './block.ts';
import { type Draft, has } from './draft.ts';
import { error, nameAt, type Path, type Problems, valueAt } from './problem.ts';
import { checkMember } from './rules-members.ts';
import { aDestination, alternatives, quoted } from './wording.ts';

const HERE: Path = ['spec', 'deliveryConfiguration'];

/** `deliveryConfiguration`: its members, and what the format and the destination ask of it. */
export function* deliveryRule(draft: Draft): Problems {
  const { delivery, card } = draft;
  if (!delivery || !card) return;
  const names = Object.keys(card.delivery);
  yield* checkBlock({
    value: delivery,
    path: HERE,
    what: 'deliveryConfiguration',
    known: names,
    required: draft.absent ? [] : names.filter((name) => card.delivery[name]?.required),
    toAdd: (name) => card.delivery[name] && howToAdd(name, card.delivery[name]),
  });
  for (const name of names) {
    const member = card.delivery[name];
    const value = Object.hasOwn(delivery, name) ? delivery[name] : undefined;
    if (member && value !== undefined && value !== null)
      yield* checkMember(member, value, [...HERE, name], true);
  }
  yield* delimiterRule(draft);
  yield* fileNamesRule(draft);
  yield* formatRule(draft);
}

function* delimiterRule({ delivery, absent }: Draft): Problems {
  if (delivery?.['format'] === 'JSON' && has(delivery, 'fieldDelimiter')) {
    const message = '"fieldDelimiter" is not allowed with format JSON.';
    yield error(nameAt([...HERE, 'fieldDelimiter']), 'delimiter-with-json', message, 'Leave it out.');
  }
  if (delivery?.['format'] === 'STRUCTURED' && !Object.hasOwn(delivery, 'fieldDelimiter') && !absent) {
    const message = 'Format STRUCTURED needs "fieldDelimiter".';
    yield error(valueAt([...HERE, 'format']), 'delimiter-missing', message, 'Add fieldDelimiter: SPACE.');
  }
}

function* fileNamesRule({ delivery, destinationCard: card }: Draft): Problems {
  if (card?.family !== 'https') return;
  for (const name of ['uploadFilePrefix', 'uploadFileSuffix']) {
    if (!has(delivery, name)) continue;
    const message = `${quoted(name)} is not for ${aDestination(card.type)}: only object stores have files.`;
    yield error(nameAt([...HERE, name]), 'no-file-names', message, 'Leave it out.');
  }
}

function* formatRule({ delivery, destinationCard: card }: Draft): Problems {
  const format = delivery?.['format'];
  if (!card || (format !== 'JSON' && format !== 'STRUCTURED') || card.formats.includes(format)) return;
  const taken = alternatives(card.formats, 'and');
  const message = `${card.title} takes ${taken} only, not ${format}.`;
  yield error(valueAt([...HERE, 'format']), 'format-not-taken', message, `Write format: ${taken}.`);
}
