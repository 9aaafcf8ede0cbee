import type { YamlFault } from './faults.ts';

/** What git writes into a file that it could not merge. */
const CONFLICT = /^<{7}(?: .*)?$[\s\S]*?^={7}$[\s\S]*?^>{7}(?: .*)?$/m;

/** Markers of Go templates, Jinja and ERB; a time variable such as {%Y} is none. */
const TEMPLATE = /\{\{|\{%[-+]?\s|<%/;

/** One fault for a file that git left with conflicts: everything else in it follows from that. */
export function conflictFault(source: string): YamlFault | undefined {
  const found = CONFLICT.exec(source);
  if (!found) return undefined;
  return {
    code: 'merge-conflict',
    message: 'The file has an unresolved merge conflict.',
    hint: 'Resolve it, and remove the lines with <<<<<<<, ======= and >>>>>>>.',
    offset: found.index,
  };
}

/**
 * Faults that a template leads to, as one. A text in quotes may hold the same signs, so only lines that are no YAML
 * count.
 */
export function withTemplateFault(source: string, faults: readonly YamlFault[]): readonly YamlFault[] {
  const first = faults.findIndex(({ offset }) => TEMPLATE.test(lineAt(source, offset)));
  const fault = faults[first];
  if (!fault) return faults;
  const template = {
    code: 'template',
    message: 'This line is part of a template, and manifests are read as they are.',
    hint: 'Render the template first, or put a text that holds {{ in quotes.',
    offset: fault.offset,
  };
  return [...faults.slice(0, first), template];
}

function lineAt(source: string, offset: number): string {
  const start = source.lastIndexOf('\n', offset - 1) + 1;
  const end = source.indexOf('\n', offset);
  return source.slice(start, end < 0 ? source.length : end);
}
