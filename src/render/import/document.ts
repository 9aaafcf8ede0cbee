import { type ClosingLines, type Document, notesBlock, type Sentence } from '../document/document.ts';
import type { ImportedStream, ImportReport, NotImported } from '../schemas/import.ts';
import type { CommandContext, RenderOptions } from '../text/options.ts';
import { quoted } from '../text/quoted-name.ts';
import { command, count, targetText } from '../text/words.ts';
import { removalBlocks, stateBlocks, unsetVariables } from './terraform.ts';

/** Builds the document of an import's result, in one pass. The secrets that have to be set follow the manifests. */
export function importDocument(report: ImportReport, options: Pick<RenderOptions, 'typing'>): Document {
  const { target, imported, toMend, notImported, terraform } = report;
  const wrote = `${count(imported.length, 'manifest')} written`;
  return {
    title: 'DataStream import',
    summary: wrote,
    target: targetText(target),
    headline: [headline(report, wrote)],
    blocks: [
      ...notesBlock('To fix manually', 'danger', toMend.map(fixNote), { most: toMend.length }),
      ...notesBlock('Not imported', 'danger', notImported.map(leftNote), { most: notImported.length }),
      ...notesBlock(
        'Manifests',
        'plain',
        imported.map((one) => manifestNote(one, terraform)),
        { most: imported.length },
      ),
      ...(terraform ? stateBlocks(terraform) : []),
      ...notesBlock('Secrets still to be set', 'change', unsetVariables(terraform, imported), {
        most: Number.POSITIVE_INFINITY,
        hint: 'an update of these streams sends them; plan needs none',
      }),
      ...notesBlock('Not returned by the API', 'change', imported.flatMap(notReturnedNotes), {
        most: Number.POSITIVE_INFINITY,
        hint: 'look them up in Akamai Control Center and write them down before the next edit',
      }),
      ...notesBlock('Undocumented values', 'change', imported.flatMap(undocumentedNotes), {
        most: Number.POSITIVE_INFINITY,
        hint: 'not written into the manifests; updates send them back as they are',
      }),
      ...notesBlock('Unknown destination types', 'danger', imported.flatMap(unknownTypeNotes), {
        most: Number.POSITIVE_INFINITY,
        hint: 'add their write-only members as references, or write allowUnknownType: without-secrets; updates are blocked until then',
      }),
      ...notesBlock('Unknown members', 'plain', imported.flatMap(unknownMemberNotes), {
        most: Number.POSITIVE_INFINITY,
        hint: 'not written into the manifests; updates send them back as they are',
      }),
      ...(terraform ? removalBlocks(terraform) : []),
      ...(imported.length === 0 ? [] : [closing({ ...options, target }, toMend.length > 0)]),
    ],
  };
}

function headline({ imported, notImported, terraform }: ImportReport, wrote: string): Sentence {
  if (imported.length > 0) return { tone: 'good', text: `${wrote}; nothing was changed in the account.` };
  if (notImported.length > 0) return { tone: 'danger', text: 'No manifest was written.' };
  const all = terraform ? 'stream of the state' : 'live stream';
  return { tone: 'good', text: `Nothing to import: a manifest manages every ${all}.` };
}

function fixNote({ file, line, column, message }: ImportReport['toMend'][number]) {
  return { subject: `${file}:${line}:${column}`, text: message };
}

function leftNote({ streamId, name, address, message }: NotImported) {
  const stream = streamId === undefined ? 'stream of unknown ID' : `stream ${streamId}`;
  return { subject: name ?? address ?? 'unknown name', text: `${stream}: ${message}` };
}

function manifestNote(
  { file, name, streamId, version, status }: ImportedStream,
  terraform: ImportReport['terraform'],
) {
  const address = terraform?.streams.find((stream) => stream.file === file)?.address;
  const from = address === undefined ? '' : `, from ${address}`;
  return { subject: file, text: `${quoted(name)}, stream ${streamId}, version ${version}, ${status}${from}` };
}

function notReturnedNotes({ name, notReturned: members }: ImportedStream) {
  return members.map(({ member, sets }) => ({
    subject: name,
    text: `${member}: the next update sets it to the default (${JSON.stringify(sets)}) unless the manifest has another value`,
  }));
}

function undocumentedNotes({ name, undocumentedValues = [] }: ImportedStream) {
  return undocumentedValues.map(({ member, value }) => ({
    subject: name,
    text: `${quoted(member)} is ${quoted(JSON.stringify(value))} in the live stream`,
  }));
}

function unknownTypeNotes({ name, unknownTypes = [] }: ImportedStream) {
  return unknownTypes.map((type) => ({
    subject: name,
    text: `${quoted(type)}: the API does not return write-only members, and every update has to send them`,
  }));
}

function unknownMemberNotes({ name, unknownMembers = [] }: ImportedStream) {
  return unknownMembers.map((member) => ({ subject: name, text: quoted(member) }));
}

function closing(where: CommandContext, needsFix: boolean): ClosingLines {
  const plan = command('plan', where);
  const text = needsFix
    ? `Next: fix what is listed above, then run ${plan}.`
    : `Next: review the files, then run ${plan}; it shows no change.`;
  return { tag: 'closing', lines: [{ tone: needsFix ? 'change' : 'plain', text }] };
}
