import type { Json } from '../model/json.ts';
import { type Closing, type Document, notesBlock } from './document.ts';
import type { RenderOptions, Where } from './options.ts';
import { command, count, targetText } from './words.ts';

/** What an import wrote. */
export interface ImportReport {
  readonly target: string;
  readonly imported: readonly ImportedStream[];
}

/** One stream and the manifest it became. */
export interface ImportedStream {
  readonly file: string;
  readonly name: string;
  /** `DataStream2/cdn` */
  readonly collection: string;
  readonly streamId: number;
  readonly version: number;
  readonly status: string;
  /** Secrets that the API does not tell: the manifest refers to them by these names. */
  readonly references: readonly { readonly member: string; readonly suggestedName: string }[];
  /** Members that the API does not tell: what the next edit sets unless the manifest says otherwise. */
  readonly untold: readonly { readonly member: string; readonly sets: Json }[];
}

/** How an import's result is told. */
export interface ImportView extends Pick<RenderOptions, 'typing'> {
  /** Something has been told that is to be mended by hand before the manifests can be planned. */
  readonly mend?: boolean;
}

/** Walks an import's result once; the secrets that are still to be set stand at its end. */
export function importDocument({ target, imported }: ImportReport, options: ImportView): Document {
  const wrote = `${count(imported.length, 'manifest')} written`;
  return {
    title: 'DataStream import',
    summary: wrote,
    target: targetText(target),
    headline: [
      imported.length === 0
        ? { tone: 'good', text: 'Nothing to import: a manifest manages every live stream.' }
        : { tone: 'good', text: `${wrote}; nothing was changed in the account.` },
    ],
    blocks: [
      ...notesBlock('Manifests', 'plain', imported.map(manifestNote), { most: imported.length }),
      ...notesBlock('Secrets still to be set', 'change', secretNotes(imported), {
        most: Number.POSITIVE_INFINITY,
        hint: 'an edit of these streams sends them; planning needs none',
      }),
      ...notesBlock('Not told by the API', 'change', imported.flatMap(untoldNotes), {
        most: Number.POSITIVE_INFINITY,
        hint: 'look them up in Akamai Control Center and write them down before the next edit',
      }),
      ...(imported.length === 0 ? [] : [closing({ ...options, target }, options.mend)]),
    ],
  };
}

function manifestNote({ file, name, streamId, version, status }: ImportedStream) {
  return { subject: file, text: `${name}, stream ${streamId}, version ${version}, ${status}` };
}

function secretNotes(imported: readonly ImportedStream[]) {
  return imported.flatMap(({ name, references }) =>
    references.map(({ member, suggestedName }) => ({ subject: suggestedName, text: `${member} of ${name}` })),
  );
}

function untoldNotes({ name, untold }: ImportedStream) {
  return untold.map(({ member, sets }) => ({
    subject: name,
    text: `${member}: the next edit sets ${JSON.stringify(sets)} unless the manifest says otherwise`,
  }));
}

function closing(where: Where, mend = false): Closing {
  const plan = command('plan', where);
  const text = mend
    ? `Next: mend by hand what has been told of these files, then run ${plan}.`
    : `Next: read the files, then run ${plan}; it shows no change.`;
  return { tag: 'closing', lines: [{ tone: mend ? 'change' : 'plain', text }] };
}
