import type { Orphan } from '../../model/plan.ts';
import type { UnusableRowReport } from '../../model/status.ts';
import { type Block, type Note, notesBlock } from '../document/document.ts';
import type { CommandContext } from '../text/options.ts';
import { quoted } from '../text/quoted-name.ts';
import { countedNames, resourceTitle } from '../text/resources.ts';
import { command, listing, some } from '../text/words.ts';

/** The maximum number of IDs in a command to import streams. If there are more, the command has `--all`. */
const MOST_IDS = 5;
const MOST_NAMES = 5;

/** Returns the unmanaged streams, and the command that writes manifests for them. */
export function orphansBlock(orphans: readonly Orphan[], where: CommandContext): readonly Block[] {
  const hint = importCommand(orphans, where);
  return notesBlock('Unmanaged streams, ignored', 'quiet', orphans.map(orphanNote), { hint });
}

/** Returns the unmanaged streams in one sentence, for results about other streams. Empty if there are none. */
export function orphanSentences(orphans: readonly Orphan[], where: CommandContext): readonly string[] {
  if (orphans.length === 0) return [];
  return [
    `Unmanaged streams, ignored: ${countedNames(orphans, MOST_NAMES)}; ${importCommand(orphans, where)}.`,
  ];
}

/** Returns, in one sentence, the rows in lists of streams that cannot be used, for results about other streams. */
export function unusableRowSentences(rows: readonly UnusableRowReport[]): readonly string[] {
  if (rows.length === 0) return [];
  const named = rows.map(
    ({ name, streamId, reason }) =>
      `${streamId === undefined ? 'a stream' : `stream ${streamId}`}${name === undefined ? '' : ` (${quoted(name)})`} ${reason}`,
  );
  return [`Rows in the lists of streams that cannot be used: ${listing(some(named, MOST_NAMES))}.`];
}

function importCommand(orphans: readonly Orphan[], where: CommandContext): string {
  const which = orphans.length > MOST_IDS ? '--all' : orphans.map(({ streamId }) => streamId).join(' ');
  const manifests = orphans.length === 1 ? 'its manifest' : 'their manifests';
  return `${command(`import ${which}`, where)} writes ${manifests}`;
}

function orphanNote(orphan: Orphan): Note {
  return { subject: orphan.name, text: `${resourceTitle(orphan)}, ${orphan.status}` };
}
