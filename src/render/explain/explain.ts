import type { ExplainedCode } from '../schemas/explain.ts';
import { visible, visibleJson } from '../text/escape-control.ts';
import type { RenderOptions } from '../text/options.ts';
import { hanging, type Line, paint, span } from '../text/styled-line.ts';

/** Renders the explanations of one code. */
export function renderExplanations(
  explanations: readonly ExplainedCode[],
  { format, color, width }: Pick<RenderOptions, 'color' | 'width'> & { readonly format: 'terminal' | 'json' },
): string {
  if (format === 'json') return `${visibleJson({ formatVersion: 1, explanations })}\n`;
  const lines = explanations.flatMap((one, index) => [...(index === 0 ? [] : [[]]), ...linesOf(one, width)]);
  return `${lines.map((line) => paint(line, color)).join('\n')}\n`;
}

function linesOf(
  { code, subject, title, meaning, fix, example, url }: ExplainedCode,
  width: number,
): readonly Line[] {
  return [
    [span(visible(code), 'strong'), span(` (${subject})`, 'quiet')],
    ...hanging([], [span(`${title}.`)], width),
    [],
    ...hanging([], [span(meaning)], width),
    [],
    ...hanging([], [span('What to do: ', 'strong'), span(fix)], width),
    ...(example ? [[], [span(`In ${example.file}:`)], ...example.difference.map(differenceLine)] : []),
    ...(url === undefined ? [] : [[], [span(visible(url), 'quiet')]]),
  ];
}

function differenceLine(line: string): Line {
  if (line.startsWith('-')) return [span(`  ${line}`, 'danger')];
  return [span(`  ${line}`, line.startsWith('+') ? 'good' : 'quiet')];
}
