import type { ItemOutcome, Undo } from '../../model/outcome.ts';
import { type Block, notesBlock } from '../document/document.ts';
import { moment } from '../text/words.ts';

/** Says how to undo the activations of an apply. Nothing in this product does it. */
export function undoBlocks(items: readonly ItemOutcome[]): readonly Block[] {
  const notes = items.flatMap(({ name, undo }) => (undo ? [{ subject: name, text: undoText(undo) }] : []));
  return notesBlock('To undo', 'strong', notes, { most: notes.length });
}

function undoText({ version, network, fastFallbackUntil }: Undo): string {
  const activation = `activate version ${version} on ${network.toLowerCase()} in Property Manager`;
  return fastFallbackUntil === undefined
    ? activation
    : `${activation}; fast fallback is possible until ${moment(fastFallbackUntil)}`;
}

/** Names the versions that someone else activates: with the network `NONE`, an apply only saves them. */
export function handOverBlocks(items: readonly ItemOutcome[]): readonly Block[] {
  const notes = items.filter(isOnlySaved).map(({ name, version }) => ({
    subject: name,
    text: `version ${version} is saved and not active; review and activate it in Property Manager`,
  }));
  return notesBlock('To hand over', 'strong', notes, { most: notes.length });
}

function isOnlySaved({ kind, status, steps }: ItemOutcome): boolean {
  const [only, ...more] = steps;
  return kind === 'PropertyLogging' && status === 'INACTIVE' && more.length === 0 && only?.result === 'done';
}
