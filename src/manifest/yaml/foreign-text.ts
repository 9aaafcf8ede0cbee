import type { YamlFault } from './faults.ts';

/** What git writes into a file that it could not merge. */
const CONFLICT = /^<{7}(?: .*)?$[\s\S]*?^={7}$[\s\S]*?^>{7}(?: .*)?$/m;

/** Markers of Go templates, Jinja and ERB. A time variable such as {%Y} is not one. */
const TEMPLATE = /\{\{|\{%[-+]?\s|<%/;

/** Reports one fault for a file with git merge conflicts, because all its other faults result from them. */
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
 * Replaces the faults that a template causes by one. A quoted string may contain the same characters, so only lines
 * that are not valid YAML count.
 */
export function withTemplateFault(source: string, faults: readonly YamlFault[]): readonly YamlFault[] {
  const first = faults.findIndex(({ offset }) => TEMPLATE.test(lineAt(source, offset)));
  const fault = faults[first];
  if (!fault) return faults;
  const template: YamlFault = {
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
