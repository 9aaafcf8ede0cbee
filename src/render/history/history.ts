import { streamTitle } from '../../collections/texts.ts';
import type { HistoryReport, HistoryVersion, VersionOrigin } from '../../model/history.ts';
import { changeViews } from '../document/changes.ts';
import { type Block, type Document, type Entry, notesBlock, type ResultView } from '../document/document.ts';
import { linkedWarning } from '../document/explained-codes.ts';
import { inFormat } from '../document/formats.ts';
import { printedChange } from '../document/json.ts';
import { visibleJson } from '../text/escape-control.ts';
import type { CommandContext, RenderOptions } from '../text/options.ts';
import { quoted } from '../text/quoted-name.ts';
import { command, count, goingBackText, listing, moment, shellWord, targetText } from '../text/words.ts';

/** Changes of a version that are shown. `diff` shows all. */
const MOST_CHANGES = 8;

/** Renders the versions of a stream. */
export function renderHistory(report: HistoryReport, options: RenderOptions): string {
  return inFormat(
    options,
    () => {
      const warnings = report.warnings.map((one) => linkedWarning(one, options.reference));
      return `${visibleJson({ ...report, versions: report.versions.map(printedVersion), warnings })}\n`;
    },
    () => historyDocument(report, options),
  );
}

function printedVersion({ changes, ...version }: HistoryVersion): HistoryVersion {
  return { ...version, ...(changes === undefined ? {} : { changes: changes.map(printedChange) }) };
}

function historyDocument(report: HistoryReport, options: RenderOptions): Document {
  const { target, name, streamId, status, latest, versions, warnings } = report;
  const where = { ...options, target };
  const entries: readonly Block[] =
    versions.length === 0
      ? []
      : [
          {
            tag: 'entries',
            subject: 'Version',
            column: 'What changed',
            entries: versions.map((version) => entryOf(report, version)),
          },
        ];
  return {
    title: 'DataStream history',
    summary: `${name}, ${count(versions.length, 'version')}`,
    target: targetText(target),
    headline: [
      {
        tone: 'plain',
        text: `${quoted(name)}: ${streamTitle(report)} stream ${streamId}, latest version ${latest}, ${status}.`,
      },
    ],
    blocks: [
      ...entries,
      ...notesBlock(
        'Not shown',
        'quiet',
        warnings.map(({ message }) => ({ text: message })),
      ),
      {
        tag: 'closing',
        lines: [
          { tone: 'quiet', text: `${count(report.requests, 'request')} sent.` },
          ...nextLines(report, where).map((text) => ({ tone: 'plain' as const, text })),
        ],
      },
    ],
  };
}

function entryOf(report: HistoryReport, version: HistoryVersion): Entry {
  const { modifiedBy, modifiedDate, streamName, problem, changes = [] } = version;
  const isLatest = version.version === report.latest;
  const views = changeViews(changes);
  const by = modifiedBy === undefined ? 'by an unknown user' : `by ${modifiedBy}`;
  return {
    symbol: isLatest ? '●' : '○',
    tone: problem === undefined ? (isLatest ? 'strong' : 'plain') : 'danger',
    word: `v${version.version}`,
    name: modifiedDate === undefined ? 'date unknown' : moment(modifiedDate),
    facts: problem === undefined ? [by, ...(isLatest ? [`latest, ${report.status}`] : [])] : [],
    asides: streamName === undefined ? [] : [`name in this version: ${quoted(streamName)}`],
    ...(problem === undefined ? {} : { problem: `It cannot be read. ${problem}` }),
    changes: views.slice(0, MOST_CHANGES),
    effects: [],
    steps: [],
    results: [
      ...changeNotes(report, version, views.length),
      ...version.activations.map(activationView),
      ...(version.origin ? [{ symbol: '•', tone: 'plain' as const, text: originText(version.origin) }] : []),
    ],
  };
}

/** What the list of changes does not say by itself. */
function changeNotes(
  { name }: HistoryReport,
  { version, comparedWith, changes, problem }: HistoryVersion,
  shown: number,
): readonly ResultView[] {
  const note = (text: string): readonly ResultView[] => [{ symbol: '•', tone: 'quiet', text }];
  if (problem !== undefined) return [];
  if (version === 1) return note('The first version.');
  if (comparedWith === undefined) return note('No older version to compare with.');
  if (changes === undefined) return note(`Not compared: version ${comparedWith} cannot be read.`);
  if (changes.length === 0) return note('Same content; secrets may differ, which the API does not return.');
  if (shown <= MOST_CHANGES) return [];
  const words = `diff ${shellWord(name)} ${comparedWith} ${version}`;
  return note(`${shown - MOST_CHANGES} more changes; ${words} shows all.`);
}

function activationView({
  status,
  modifiedDate,
  modifiedBy,
}: HistoryVersion['activations'][number]): ResultView {
  const by = modifiedBy === undefined ? '' : ` by ${modifiedBy}`;
  const isStart = status === 'ACTIVATED';
  const word = isStart ? 'Activated' : status === 'DEACTIVATED' ? 'Deactivated' : status;
  return {
    symbol: isStart ? '▲' : '▼',
    tone: isStart ? 'good' : 'quiet',
    text: `${word} ${moment(modifiedDate)}${by}`,
  };
}

function originText({ commit, run, runUrl, by, changes }: VersionOrigin): string {
  const merged = changes.length === 0 ? '' : ` (${listing(changes)})`;
  const page = runUrl === undefined ? '' : `: ${runUrl}`;
  return `Commit ${commit.slice(0, 7)}${merged}, ${by ?? 'apply'} run ${run}${page}`;
}

function nextLines(report: HistoryReport, where: CommandContext): readonly string[] {
  const { name, latest, versions, before, manifest, kind, streamId } = report;
  const word = shellWord(name);
  const earlier = versions.find(({ version, problem }) => version < latest && problem === undefined)?.version;
  return [
    ...(before === undefined
      ? []
      : [`Older versions: ${command(`history ${word} --before ${before}`, where)}.`]),
    ...(earlier === undefined
      ? []
      : [`Compare with the latest version: ${command(`diff ${word} ${earlier}`, where)}.`]),
    ...(earlier === undefined
      ? []
      : manifest === undefined
        ? [`To go back, the stream needs a manifest: ${command(`import ${streamId}`, where)}.`]
        : [
            `Go back to a version: ${command(`import --update ${word} --version ${earlier}`, where)}, then plan and apply.`,
            goingBackText(kind),
          ]),
  ];
}
