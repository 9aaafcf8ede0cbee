import type { UndoneChange } from '../../model/stop-explanation.ts';
import { foldedSnippet } from '../document/markdown.ts';
import { snippetsOf } from '../properties/property-blocks.ts';
import { quoted } from '../text/quoted-name.ts';
import { moment } from '../text/words.ts';

/**
 * Returns who has undone a change of a property: `version 12 was replaced by version 11 by "alice" on …: someone rolled it
 * back`. It is a sentence without a full stop.
 */
export function undoneText({ version, how, by }: UndoneChange): string {
  const who = by.modifiedBy === undefined ? '' : ` by ${quoted(by.modifiedBy)}`;
  const when = by.modifiedDate === undefined ? '' : ` on ${moment(by.modifiedDate)}`;
  const replaced = `version ${version} was replaced by version ${by.version}`;
  switch (how) {
    case 'rolled-back':
      // The author of an older version is not the person who activated it again.
      return `${replaced}: someone rolled it back`;
    case 'rewritten':
      return `${replaced}${who}${when}, which lacks the change: another pipeline writes this property. Add the change there, or it is removed again`;
    default:
      return how satisfies never;
  }
}

/** Renders what the other pipeline has to write, folded, as lines of a list item. */
export function undoneSnippets({ fixes }: UndoneChange): readonly string[] {
  return fixes.flatMap((fix) => snippetsOf(fix).flatMap(foldedSnippet));
}
