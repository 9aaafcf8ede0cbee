import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Json } from '../../model/json.ts';
import { type ClosingLines, type Document, notesBlock, type Sentence } from '../document/document.ts';
import type { CommandContext, RenderOptions } from '../text/options.ts';
import { quoted } from '../text/quoted-name.ts';
import { command, count, targetText } from '../text/words.ts';

/** The result of an import. */
export interface ImportReport {
  readonly target: string;
  readonly imported: readonly ImportedStream[];
  /** Errors in the written files: a live value may be one that a manifest cannot hold. */
  readonly toMend: readonly Pick<Diagnostic, 'file' | 'line' | 'column' | 'message'>[];
  readonly notImported: readonly NotImported[];
}

/** A live stream that cannot be written as a manifest. */
export interface NotImported {
  /** Absent if the list of streams does not return it. */
  readonly streamId?: number;
  readonly name?: string;
  /** The reason, as part of a sentence. */
  readonly message: string;
}

/** A stream and its manifest. */
export interface ImportedStream {
  readonly file: string;
  readonly name: string;
  /** The folder of the manifest: `DataStream2/cdn`. */
  readonly collection: string;
  readonly streamId: number;
  readonly version: number;
  readonly status: string;
  /** Secrets that the API does not return. The manifest refers to them by these names. */
  readonly references: readonly { readonly member: string; readonly suggestedName: string }[];
  /**
   * Members that the API does not return. `sets` is the value that the next update sets unless the manifest has another
   * one.
   */
  readonly notReturned: readonly { readonly member: string; readonly sets: Json }[];
  /**
   * Live values that the vendor does not document. They are not in the manifest, and updates send them back unchanged.
   */
  readonly undocumentedValues?: readonly { readonly member: string; readonly value: Json }[];
  /**
   * Destination types that this version does not support. Their write-only members have to be added to the manifest.
   */
  readonly unknownTypes?: readonly string[];
  /** Members that this version does not support. They are not in the manifest, and updates send them back unchanged. */
  readonly unknownMembers?: readonly string[];
}

/** Builds the document of an import's result, in one pass. The secrets that have to be set follow the manifests. */
export function importDocument(report: ImportReport, options: Pick<RenderOptions, 'typing'>): Document {
  const { target, imported, toMend, notImported } = report;
  const wrote = `${count(imported.length, 'manifest')} written`;
  return {
    title: 'DataStream import',
    summary: wrote,
    target: targetText(target),
    headline: [headline(report, wrote)],
    blocks: [
      ...notesBlock('To fix manually', 'danger', toMend.map(fixNote), { most: toMend.length }),
      ...notesBlock('Not imported', 'danger', notImported.map(leftNote), { most: notImported.length }),
      ...notesBlock('Manifests', 'plain', imported.map(manifestNote), { most: imported.length }),
      ...notesBlock('Secrets still to be set', 'change', secretNotes(imported), {
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
      ...(imported.length === 0 ? [] : [closing({ ...options, target }, toMend.length > 0)]),
    ],
  };
}

function headline({ imported, notImported }: ImportReport, wrote: string): Sentence {
  if (imported.length > 0) return { tone: 'good', text: `${wrote}; nothing was changed in the account.` };
  if (notImported.length > 0) return { tone: 'danger', text: 'No manifest was written.' };
  return { tone: 'good', text: 'Nothing to import: a manifest manages every live stream.' };
}

function fixNote({ file, line, column, message }: ImportReport['toMend'][number]) {
  return { subject: `${file}:${line}:${column}`, text: message };
}

function leftNote({ streamId, name, message }: NotImported) {
  const stream = streamId === undefined ? 'stream of unknown ID' : `stream ${streamId}`;
  return { subject: name ?? 'unknown name', text: `${stream}: ${message}` };
}

function manifestNote({ file, name, streamId, version, status }: ImportedStream) {
  return { subject: file, text: `${quoted(name)}, stream ${streamId}, version ${version}, ${status}` };
}

function secretNotes(imported: readonly ImportedStream[]) {
  return imported.flatMap(({ name, references }) =>
    references.map(({ member, suggestedName }) => ({
      subject: suggestedName,
      text: `${member} of ${quoted(name)}`,
    })),
  );
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
    : `Next: read the files, then run ${plan}; it shows no change.`;
  return { tag: 'closing', lines: [{ tone: needsFix ? 'change' : 'plain', text }] };
}
