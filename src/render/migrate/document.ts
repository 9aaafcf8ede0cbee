import { type Block, type Document, type Note, notesBlock, type Sentence } from '../document/document.ts';
import type { MigratedStream, MigrateReport, RefusedStream } from '../schemas/migrate.ts';
import type { RenderOptions } from '../text/options.ts';
import { quoted } from '../text/quoted-name.ts';
import { command, count, listing, targetText } from '../text/words.ts';
import { migrationSteps } from './next-steps.ts';

const ALL = { most: Number.POSITIVE_INFINITY };

/** Builds the document of a migration's result, in one pass. The remaining manual steps are at the end. */
export function migrateDocument(report: MigrateReport, options: Pick<RenderOptions, 'typing'>): Document {
  const { target, migrated, refused } = report;
  return {
    title: 'DataStream migrate',
    summary: summaryOf(report),
    ...(target === undefined ? {} : { target: targetText(target) }),
    headline: headline(report),
    blocks: [
      ...notesBlock('Manifests', 'plain', migrated.map(manifestNote), ALL),
      ...notesBlock('Not migrated', 'danger', refused.map(refusedNote), ALL),
      ...notesBlock('Fields', 'plain', migrated.flatMap(fieldNotes), {
        ...ALL,
        ...(migrated.some(({ fields }) => fields.some(({ basis }) => basis !== 'documented'))
          ? { hint: "those marked inferred are not in the vendor's table, so check them" }
          : {}),
      }),
      ...notesBlock('Omitted fields', 'change', migrated.flatMap(leftOutNotes), ALL),
      ...notesBlock('To know', 'change', migrated.flatMap(toKnow), ALL),
      ...notesBlock('Secrets still to be set', 'change', migrated.flatMap(secretNotes), {
        ...ALL,
        hint: 'applying needs them; planning needs none',
      }),
      ...(migrated.length === 0 ? [] : whatIsLeft(target, options)),
    ],
  };
}

function summaryOf({ migrated, refused }: MigrateReport): string {
  const wrote = `${count(migrated.length, 'manifest')} written`;
  return refused.length === 0 ? wrote : `${wrote}, ${refused.length} not migrated`;
}

function headline({ migrated, refused }: MigrateReport): readonly Sentence[] {
  const wrote = `${count(migrated.length, 'manifest')} written; nothing was changed in the account.`;
  const not = `${count(refused.length, 'stream or connector', 'streams or connectors')} could not be migrated.`;
  return [
    ...(refused.length === 0 ? [] : [{ tone: 'danger', text: not } as const]),
    { tone: 'good', text: wrote },
  ];
}

function manifestNote({ file, name, original, connector, destination }: MigratedStream): Note {
  return {
    subject: file,
    text: `${quoted(name)}, made of ${quoted(original)}: connector ${quoted(connector)} → ${destination}`,
  };
}

function refusedNote({ name, connector, reason }: RefusedStream): Note {
  return { subject: connector === undefined ? name : `${name}, connector ${connector}`, text: reason };
}

/** Lists the fields once for each original, because all its streams have the same fields. */
function fieldNotes(stream: MigratedStream, index: number, all: readonly MigratedStream[]): readonly Note[] {
  if (!isFirstOf(stream, index, all)) return [];
  return [{ subject: stream.original, text: stream.fields.map(fieldText).join('; ') }];
}

/** Returns which fields replace a field. */
export function fieldText({ from, to, basis }: MigratedStream['fields'][number]): string {
  return `${from} → ${listing(to)}${basis === 'documented' ? '' : `, ${basis}`}`;
}

function leftOutNotes(
  stream: MigratedStream,
  index: number,
  all: readonly MigratedStream[],
): readonly Note[] {
  if (!isFirstOf(stream, index, all)) return [];
  return stream.leftOut.map(({ field, reason }) => ({
    subject: stream.original,
    text: `${field}: ${reason}`,
  }));
}

function isFirstOf(stream: MigratedStream, index: number, all: readonly MigratedStream[]): boolean {
  return all.findIndex((other) => isSameOriginal(other, stream)) === index;
}

/** Lists notes. A note that several streams of one original share is listed once, under the original. */
function toKnow(stream: MigratedStream, index: number, all: readonly MigratedStream[]): readonly Note[] {
  const siblings = all.filter((other) => other !== stream && isSameOriginal(other, stream));
  return stream.notes.flatMap(({ message }) => {
    const sharing = siblings.filter(({ notes }) => notes.some((note) => note.message === message));
    if (sharing.some((other) => all.indexOf(other) < index)) return [];
    return [{ subject: sharing.length > 0 ? stream.original : stream.name, text: message }];
  });
}

function isSameOriginal(one: MigratedStream, other: MigratedStream): boolean {
  return one.original === other.original && one.from === other.from;
}

function secretNotes({ name, secrets }: MigratedStream): readonly Note[] {
  return secrets
    .filter(({ isNew }) => isNew)
    .map(({ member, reference, holds }) => ({
      subject: reference,
      text: `${member} of ${quoted(name)}${holds === undefined ? '' : `: ${holds}`}`,
    }));
}

function whatIsLeft(target: string | undefined, options: Pick<RenderOptions, 'typing'>): readonly Block[] {
  const steps = migrationSteps({}).map((text, index) => ({ text: `${index + 1}. ${text}` }));
  const plan = command('plan', { ...options, target: target ?? '' });
  return [
    ...notesBlock('Next steps, in this order', 'change', steps, ALL),
    {
      tag: 'closing',
      lines: [
        {
          tone: 'plain',
          text: `Next: review the files, move them to your manifests if they are elsewhere, then run ${plan}; it shows a create for each.`,
        },
      ],
    },
  ];
}
