import { type Document, type Note, notesBlock } from '../document/document.ts';
import { inFormat } from '../document/formats.ts';
import type { RotateReport } from '../schemas/rotate.ts';
import { visibleJson } from '../text/escape-control.ts';
import type { RenderOptions } from '../text/options.ts';
import { quoted } from '../text/quoted-name.ts';
import { command, count, listing, moment, shellWord } from '../text/words.ts';

const ALL = { most: Number.POSITIVE_INFINITY };

/** Renders the result of `rotate`: the manifests that request a rotation, and what to do next. */
export function renderRotate(report: RotateReport, options: RenderOptions): string {
  return inFormat(
    options,
    () => `${visibleJson({ formatVersion: 1, ...report })}\n`,
    () => rotateDocument(report, options),
  );
}

function rotateDocument(report: RotateReport, options: Pick<RenderOptions, 'typing'>): Document {
  const { rotateSecretsAfter: after, updated, notUpdated, alsoUsed } = report;
  const request = updated.length === 1 ? 'requests' : 'request';
  const summary = `${count(updated.length, 'manifest')} ${request} a rotation`;
  const tone = notUpdated.length > 0 ? 'danger' : 'good';
  return {
    title: 'DataStream rotate',
    summary,
    headline: [
      updated.length === 0
        ? { tone: 'danger', text: 'Nothing was written.' }
        : { tone, text: `${summary}, as of ${moment(after)}; nothing changes in the account yet.` },
    ],
    blocks: [
      ...notesBlock('Not written', 'danger', notUpdated.map(notUpdatedNote), ALL),
      ...notesBlock('Manifests', 'plain', updated.map(updatedNote), ALL),
      ...notesBlock('Also used by other streams', 'change', alsoUsed.map(alsoUsedNote(options)), ALL),
      ...notesBlock('Next steps, in this order', 'change', nextSteps(report, options), ALL),
    ],
  };
}

function notUpdatedNote({ name, message }: RotateReport['notUpdated'][number]): Note {
  return { subject: name, text: message };
}

function updatedNote({ file, line, name, before, secrets }: RotateReport['updated'][number]): Note {
  const earlier = before === undefined ? '' : ` (was ${moment(before)})`;
  return {
    subject: `${file}:${line}`,
    text: `${quoted(name)} re-sends ${listing(secrets.map((secret) => quoted(secret)))}${earlier}`,
  };
}

function alsoUsedNote(options: Pick<RenderOptions, 'typing'>) {
  return ({ secret, names }: RotateReport['alsoUsed'][number]): Note => {
    const rotate = command(`rotate --all-using ${shellWord(secret)}`, { ...options, target: '' });
    return {
      subject: secret,
      text: `${listing(names.map((name) => quoted(name)))}; if its value changes, run ${rotate}`,
    };
  };
}

/** The new value has to be in the store before an apply reads it, and the old one valid until the version is live. */
function nextSteps({ updated }: RotateReport, options: Pick<RenderOptions, 'typing'>): readonly Note[] {
  if (updated.length === 0) return [];
  const secrets = [...new Set(updated.flatMap((one) => one.secrets))];
  const steps = [
    `Let the destination accept the new values as well as the old ones.`,
    `Store the new values of ${listing(secrets.map((secret) => quoted(secret)))} where apply reads them.`,
    `Review the plan (${command('plan', { ...options, target: '' })}), and propose the changed files for review.`,
    `Apply it, wait until each stream is ACTIVATED, and only then revoke the old values.`,
  ];
  return steps.map((text, index) => ({ text: `${index + 1}. ${text}` }));
}
