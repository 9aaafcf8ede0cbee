import { canonicalJson } from '../../model/json.ts';
import { type Entry, parseFile } from '../parse.ts';
import { type Edit, editManifest } from './edit.ts';
import { isSameElsewhere } from './reach.ts';
import { EditRefused } from './splices.ts';

/**
 * Applies edits to one manifest in the text of a file, and to nothing else in it.
 * @throws {EditRefused} if an edit would lose a comment, or change other members or manifests
 */
export function editFile(file: string, text: string, name: string, edits: readonly Edit[]): string {
  const made = editManifest(text, name, edits);
  const [before, after] = [entriesIn(file, text, name), entriesIn(file, made, name)];
  if (!after.own) throw new EditRefused('its file would not be valid any more');
  if (!isSameElsewhere(edits, before.own?.draft.root ?? null, after.own.draft.root)) {
    throw new EditRefused('other members of it share, by an anchor, what differs');
  }
  if (before.others !== after.others) {
    throw new EditRefused('other manifests in its file share what differs');
  }
  return made;
}

function entriesIn(file: string, text: string, name: string) {
  const { entries } = parseFile(file, text);
  const isOwn = ({ draft }: Entry) => draft.name === name;
  const others = entries.filter((entry) => !isOwn(entry)).map(({ draft }) => draft.root);
  return { own: entries.find(isOwn), others: canonicalJson(others) };
}
