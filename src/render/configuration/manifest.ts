import type { ManifestReport } from '../schemas/show-manifest.ts';
import { visible, visibleJson } from '../text/escape-control.ts';
import { fenced } from '../text/markdown-escape.ts';
import type { RenderOptions } from '../text/options.ts';

/** A line of YAML, and the path of the value that begins in it. */
interface Line {
  readonly text: string;
  readonly path?: ManifestReport['sources'][number]['path'];
}

/** Longer lines do not move the comments of the others. */
const WIDEST = 60;

/** Renders a complete manifest. In text, each value has a comment that says where it comes from. */
export function renderManifest(
  report: ManifestReport,
  lines: readonly Line[],
  { format }: RenderOptions,
): string {
  switch (format) {
    case 'json':
      return `${visibleJson({ formatVersion: 1, ...report })}\n`;
    case 'markdown':
      return `${fenced('yaml', commentedLines(report, lines))}\n`;
    case 'terminal':
      return `${commentedLines(report, lines).join('\n')}\n`;
    default:
      return format satisfies never;
  }
}

function commentedLines({ sources }: ManifestReport, lines: readonly Line[]): readonly string[] {
  const origins = new Map(sources.map((source) => [JSON.stringify(source.path), originText(source)]));
  const column = Math.max(
    ...lines.map(({ text, path }) => (path && text.length <= WIDEST ? text.length : 0)),
  );
  return lines.map(({ text, path }) => {
    const origin = path && origins.get(JSON.stringify(path));
    return origin === undefined ? text : `${text.padEnd(column)}  # ${origin}`;
  });
}

function originText({ from, fieldSet, file, line }: ManifestReport['sources'][number]): string {
  const place = visible(`${file}:${line}`);
  switch (from) {
    case 'manifest':
      return place;
    case 'defaults':
      return `${place} (defaults)`;
    case 'field-set':
      return `${place} (field set ${visible(fieldSet ?? '')})`;
    default:
      return from satisfies never;
  }
}
