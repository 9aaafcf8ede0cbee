import { streamTitle } from '../../collections/texts.ts';
import { capitalized } from '../../model/capitalized.ts';
import { reverseChange } from '../../model/change.ts';
import { changeViews } from '../document/changes.ts';
import { type Block, type Document, type Entry, type Note, notesBlock } from '../document/document.ts';
import { linkedRefusal } from '../document/explained-codes.ts';
import { inFormat } from '../document/formats.ts';
import { printedChange } from '../document/json.ts';
import { refusalsBlock } from '../plan/refusals.ts';
import type { UpdatedManifest, UpdateReport } from '../schemas/update.ts';
import { visibleJson } from '../text/escape-control.ts';
import type { RenderOptions } from '../text/options.ts';
import { quoted } from '../text/quoted-name.ts';
import { command, count, goingBackText, shellWord, targetText } from '../text/words.ts';

/** Renders the result of `import --update`: each manifest with its old and new values. */
export function renderUpdate(report: UpdateReport, options: RenderOptions): string {
  return inFormat(
    options,
    () => updateJson(report, options.reference),
    () => updateDocument(report, options),
  );
}

function updateJson(report: UpdateReport, reference: string | undefined): string {
  const refusals = report.refusals.map((one) => linkedRefusal(one, reference));
  const notUpdated = report.notUpdated.map(({ changes, ...one }) => ({
    ...one,
    ...(changes ? { changes: changes.map(printedChange) } : {}),
  }));
  const updated = report.updated.map((one) => ({
    ...one,
    changes: one.changes.map((change) => reverseChange(printedChange(change))),
  }));
  return `${visibleJson({ formatVersion: 1, ...report, updated, notUpdated, refusals })}\n`;
}

function updateDocument(report: UpdateReport, options: RenderOptions): Document {
  const { target, updated, notUpdated, refusals } = report;
  const summary = summaryOf(report);
  const next = closingOf(report, options).map((text) => ({ tone: 'plain' as const, text }));
  const listed = [...notUpdated.flatMap(refusedEntry), ...updated.map(entryOf)];
  const entries: readonly Block[] =
    listed.length === 0
      ? []
      : [{ tag: 'entries', subject: 'Stream', column: 'What changes in it', entries: listed }];
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
        notUpdated.flatMap(({ name, message, changes = [] }) =>
          changes.length > 0 ? [] : [{ subject: name, text: message }],
        ),
        { most: notUpdated.length },
      ),
      ...entries,
      ...notesBlock('Secrets to check before applying', 'danger', updated.flatMap(checkNotes), {
        most: Number.POSITIVE_INFINITY,
      }),
      ...refusalsBlock(refusals, options.reference),
      ...notesBlock('Secrets still to be set', 'change', updated.flatMap(secretNotes), {
        most: Number.POSITIVE_INFINITY,
      }),
      ...(next.length === 0 ? [] : [{ tag: 'closing' as const, lines: next }]),
    ],
  };
}

function summaryOf({ updated, refusals }: UpdateReport): string {
  return refusals.length > 0
    ? `nothing written; ${count(updated.length, 'manifest')} to update`
    : `${count(updated.length, 'manifest')} updated`;
}

function headlineOf(report: UpdateReport, summary: string): string {
  const { updated, notUpdated, refusals, unchanged } = report;
  const version = updated[0]?.broughtBack;
  if (unchanged !== undefined) return `${unchanged} Nothing was written.`;
  if (version !== undefined && refusals.length === 0) {
    return `${summary} to the content of version ${version}; nothing changes in the account.`;
  }
  if (refusals.length > 0) {
    return `Nothing was written. ${count(updated.length, 'manifest')} would take over what is live.`;
  }
  if (updated.length > 0) return `${summary} from the live streams; nothing changes in the account.`;
  return notUpdated.length === 0 ? 'Nothing to update: every manifest matches its stream.' : `${summary}.`;
}

function closingOf(
  { target, updated, notUpdated, unchanged, refusals }: UpdateReport,
  options: RenderOptions,
): readonly string[] {
  if (unchanged !== undefined || notUpdated.some(({ changes }) => changes)) return [];
  const [back] = updated.filter(({ broughtBack }) => broughtBack !== undefined);
  return [
    refusals.length > 0
      ? 'Next: review the changes, then run the same command with --yes, or at a terminal.'
      : `Next: review the files, then run ${command('plan', { ...options, target })}.`,
    ...(back ? [goingBackText(back.kind)] : []),
  ];
}

function entryOf({
  name,
  file,
  streamId,
  version,
  status,
  state,
  changes,
  notes = [],
  ...stream
}: UpdatedManifest): Entry {
  const views = changeViews(changes.map(reverseChange));
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
    ...(notes.length === 0 ? {} : { lists: [{ title: 'Not brought back', tone: 'change', lines: notes }] }),
    steps: [],
    results: [],
  };
}

/** A manifest whose edits are not applied, with these edits. */
function refusedEntry({ name, message, changes = [] }: UpdateReport['notUpdated'][number]): readonly Entry[] {
  if (changes.length === 0) return [];
  return [
    {
      symbol: '✗',
      tone: 'danger',
      word: 'refused',
      name,
      facts: [],
      asides: [],
      problem: capitalized(`${message}. Its edits:`),
      changes: changeViews(changes),
      effects: [],
      steps: [],
      results: [],
    },
  ];
}

function checkNotes({ name, broughtBack, secretsToCheck = [] }: UpdatedManifest): readonly Note[] {
  const word = shellWord(name);
  const onRequest = ` If it leads to another host or bucket, it is only written on request: apply --rotate ${word}, or rotate ${word}.`;
  return secretsToCheck.map(({ member, reference, why, isAddress, receiver = '' }) => ({
    subject: reference,
    text:
      why === 'other-receiver'
        ? `${member} of ${quoted(name)} is sent to ${quoted(receiver)}, which does not receive it now. Make sure that it belongs there.`
        : `${member} of ${quoted(name)} had another value in version ${broughtBack}. Set it to the earlier value, or the stream keeps the present one.${isAddress ? onRequest : ''}`,
  }));
}

function secretNotes({ name, references }: UpdatedManifest) {
  return references.map(({ member, suggestedName }) => ({
    subject: suggestedName,
    text: `${member} of ${quoted(name)}`,
  }));
}
