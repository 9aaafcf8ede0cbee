import type { ChangeView, ListView, PairView } from './changes.ts';

/** Maximum length, in characters, of a line with several list items, so that readers do not have to scroll sideways. */
const LINE = 90;

/** Renders one change as lines of a `diff` block: removed lines first, then added lines. */
export function changeLines({ label, body }: ChangeView): readonly string[] {
  return body.tag === 'pair' ? pairLines(label, body) : listLines(label, body);
}

function pairLines(label: string, { before, after }: PairView): readonly string[] {
  return [
    ...(before === undefined ? [] : [`- ${label}: ${before}`]),
    ...(after === undefined ? [] : [`+ ${label}: ${after}`]),
  ];
}

function listLines(label: string, { added, removed, moved }: ListView): readonly string[] {
  return [
    ...filled(`- ${label}: `, removed),
    ...filled(`+ ${label}: `, added),
    ...filled(`- ${label}, order: `, moved?.before ?? []),
    ...filled(`+ ${label}, order: `, moved?.after ?? []),
  ];
}

function filled(lead: string, items: readonly string[]): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const item of items) {
    if (line !== '' && lead.length + line.length + item.length > LINE) {
      lines.push(`${lead}${line},`);
      line = '';
    }
    line += line === '' ? item : `, ${item}`;
  }
  return line === '' ? lines : [...lines, lead + line];
}
