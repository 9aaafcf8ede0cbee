import { streamTitle } from '../../collections/texts.ts';
import type { Change } from '../../model/plan.ts';
import { changeViews } from '../document/changes.ts';
import { type Block, type Document, type Entry, notesBlock } from '../document/document.ts';
import { inFormat } from '../document/formats.ts';
import { printedChange } from '../document/json.ts';
import { refusalsBlock } from '../plan/refusals.ts';
import type { UpdatedManifest, UpdateReport } from '../schemas/update.ts';
import { visibleJson } from '../text/escape-control.ts';
import type { RenderOptions } from '../text/options.ts';
import { quoted } from '../text/quoted-name.ts';
import { command, count, targetText } from '../text/words.ts';

/** Renders the result of `import --update`: each manifest with its old and new values. */
export function renderUpdate(report: UpdateReport, options: RenderOptions): string {
  return inFormat(
    options,
    () => updateJson(report),
    () => updateDocument(report, options),
  );
}

function updateJson(report: UpdateReport): string {
  const updated = report.updated.map((one) => ({
    ...one,
    changes: one.changes.map((change) => reversed(printedChange(change))),
  }));
  return `${visibleJson({ formatVersion: 1, ...report, updated })}\n`;
}

/** Reverses a change, so that it leads from the value of the manifest to the live value. */
function reversed({ before, after, added, removed, ...change }: Change): Change {
  return {
    ...change,
    ...(after === undefined ? {} : { before: after }),
    ...(before === undefined ? {} : { after: before }),
    ...(removed === undefined ? {} : { added: removed }),
    ...(added === undefined ? {} : { removed: added }),
  };
}

function updateDocument(report: UpdateReport, options: RenderOptions): Document {
  const { target, updated, notUpdated, refusals } = report;
  const summary = summaryOf(report);
  const entries: readonly Block[] =
    updated.length === 0
      ? []
      : [{ tag: 'entries', subject: 'Stream', column: 'What changes in it', entries: updated.map(entryOf) }];
  return {
    title: 'DataStream import',
    summary,
    target: targetText(target),
    headline: [
      {
        tone: notUpdated.length + refusals.length > 0 ? 'change' : 'good',
        text: headlineOf(report, summary),
      },
    ],
    blocks: [
      ...notesBlock(
        'Not updated',
        'danger',
        notUpdated.map(({ name, message }) => ({ subject: name, text: message })),
        { most: notUpdated.length },
      ),
      ...entries,
      ...refusalsBlock(refusals),
      ...notesBlock('Secrets still to be set', 'change', updated.flatMap(secretNotes), {
        most: Number.POSITIVE_INFINITY,
      }),
      {
        tag: 'closing',
        lines: [
          {
            tone: 'plain',
            text: closingOf(report, options),
          },
        ],
      },
    ],
  };
}

function summaryOf({ updated, refusals }: UpdateReport): string {
  return refusals.length > 0
    ? `nothing written; ${count(updated.length, 'manifest')} to update`
    : `${count(updated.length, 'manifest')} updated`;
}

function headlineOf({ updated, notUpdated, refusals }: UpdateReport, summary: string): string {
  if (refusals.length > 0) {
    return `Nothing was written. ${count(updated.length, 'manifest')} would take over what is live.`;
  }
  if (updated.length > 0) return `${summary} from the live streams; nothing changes in the account.`;
  return notUpdated.length === 0 ? 'Nothing to update: every manifest matches its stream.' : `${summary}.`;
}

function closingOf({ target, refusals }: UpdateReport, options: RenderOptions): string {
  return refusals.length > 0
    ? 'Next: review the changes, then run the same command with --yes, or at a terminal.'
    : `Next: review the files, then run ${command('plan', { ...options, target })}.`;
}

function entryOf({
  name,
  file,
  streamId,
  version,
  status,
  state,
  changes,
  ...stream
}: UpdatedManifest): Entry {
  const views = changeViews(changes.map(reversed));
  const stateViews = state ? changeViews([{ path: '/state', ...state }]) : [];
  return {
    symbol: '~',
    tone: 'change',
    word: 'update',
    name,
    facts: [`${streamTitle(stream)} stream ${streamId}`, `version ${version}`, status],
    asides: [file],
    changes: [...stateViews, ...views],
    effects: [],
    steps: [],
    results: [],
  };
}

function secretNotes({ name, references }: UpdatedManifest) {
  return references.map(({ member, suggestedName }) => ({
    subject: suggestedName,
    text: `${member} of ${quoted(name)}`,
  }));
}
