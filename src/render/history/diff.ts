import { streamTitle } from '../../collections/texts.ts';
import type { DiffReport, DiffSide } from '../../model/history.ts';
import { changeViews } from '../document/changes.ts';
import { type Block, type Document, notesBlock } from '../document/document.ts';
import { linkedWarning } from '../document/explained-codes.ts';
import { inFormat } from '../document/formats.ts';
import { printedChange } from '../document/json.ts';
import { visibleJson } from '../text/escape-control.ts';
import type { RenderOptions } from '../text/options.ts';
import { quoted } from '../text/quoted-name.ts';
import { count, moment, targetText } from '../text/words.ts';

/** Renders the differences between two versions of a stream. */
export function renderDiff(report: DiffReport, options: RenderOptions): string {
  return inFormat(
    options,
    () => {
      const warnings = report.warnings.map((one) => linkedWarning(one, options.reference));
      return `${visibleJson({ ...report, changes: report.changes.map(printedChange), warnings })}\n`;
    },
    () => diffDocument(report),
  );
}

function diffDocument(report: DiffReport): Document {
  const { name, target, streamId, changes, warnings, from, to, latest } = report;
  const views = changeViews(changes);
  const sides = `${sideText(from, latest)} → ${sideText(to, latest)}`;
  const summary = changes.length === 0 ? 'no differences' : count(views.length, 'difference');
  const entries: readonly Block[] =
    changes.length === 0
      ? []
      : [
          {
            tag: 'entries',
            subject: 'Stream',
            column: 'Versions',
            entries: [
              {
                symbol: '~',
                tone: 'change',
                word: 'diff',
                name,
                facts: [`${streamTitle(report)} stream ${streamId}`],
                asides: [from, to].flatMap((side) => createdText(side)),
                changes: views,
                effects: [],
                steps: [],
                results: [],
              },
            ],
          },
        ];
  return {
    title: 'DataStream diff',
    summary: `${name}, ${summary}`,
    target: targetText(target),
    headline: [
      {
        tone: changes.length === 0 ? 'good' : 'plain',
        text: `${quoted(name)}, ${sides}: ${summary}.`,
      },
    ],
    blocks: [
      ...entries,
      ...notesBlock(
        'Notes',
        'change',
        warnings.map(({ message }) => ({ text: message })),
      ),
      { tag: 'closing', lines: [{ tone: 'quiet', text: `${count(report.requests, 'request')} sent.` }] },
    ],
  };
}

function sideText(side: DiffSide, latest: number): string {
  if ('manifest' in side) return quoted(side.manifest);
  return `version ${side.version}${side.version === latest ? ' (live)' : ''}`;
}

function createdText(side: DiffSide): readonly string[] {
  if ('manifest' in side || side.modifiedDate === undefined) return [];
  const by = side.modifiedBy === undefined ? '' : ` by ${quoted(side.modifiedBy)}`;
  return [`version ${side.version}: ${moment(side.modifiedDate)}${by}`];
}
