import { type Document, notesBlock, type Sentence } from '../document/document.ts';
import { inFormat } from '../document/formats.ts';
import type {
  ImportedProperty,
  ImportPropertiesReport,
  PropertyNotImported,
} from '../schemas/import-properties.ts';
import { visibleJson } from '../text/escape-control.ts';
import type { RenderOptions } from '../text/options.ts';
import { quoted } from '../text/quoted-name.ts';
import { command, count, listing, targetText } from '../text/words.ts';

/** Renders the result of `import --properties`. */
export function renderImportProperties(report: ImportPropertiesReport, options: RenderOptions): string {
  return inFormat(
    options,
    () => `${visibleJson({ formatVersion: 1, ...report })}\n`,
    () => propertiesDocument(report, options),
  );
}

function propertiesDocument(report: ImportPropertiesReport, options: RenderOptions): Document {
  const { target, imported, notImported } = report;
  const wrote = `${count(imported.length, 'manifest')} of properties written`;
  const plan = command('plan', { ...options, target });
  return {
    title: 'DataStream import',
    summary: wrote,
    target: targetText(target),
    headline: [headline(report, wrote)],
    blocks: [
      ...notesBlock('Not imported', 'change', notImported.map(reasonNote), { most: notImported.length }),
      ...notesBlock('Manifests', 'plain', imported.map(manifestNote), { most: imported.length }),
      ...(imported.length === 0
        ? []
        : [
            {
              tag: 'closing' as const,
              lines: [
                {
                  tone: 'plain' as const,
                  text: `Next: review the files, then run ${plan}; it shows no change. Later changes are saved and not activated (network: NONE) until you write another network.`,
                },
              ],
            },
          ]),
    ],
  };
}

function headline({ imported, notImported }: ImportPropertiesReport, wrote: string): Sentence {
  if (imported.length > 0) return { tone: 'good', text: `${wrote}; nothing was changed in the account.` };
  if (notImported.length > 0) return { tone: 'change', text: 'No manifest was written.' };
  return { tone: 'good', text: 'Nothing to import: no manifest of a stream names another property.' };
}

function reasonNote({ propertyId, propertyName, message }: PropertyNotImported) {
  return { subject: propertyName ?? `property ${propertyId ?? 'of unknown ID'}`, text: message };
}

function manifestNote({ file, propertyName, version, streams, otherStreams }: ImportedProperty) {
  const names = streams.map(({ name, streamId }) => (name === undefined ? String(streamId) : quoted(name)));
  const others = otherStreams.map(({ streamId }) => String(streamId));
  const left = others.length === 0 ? '' : `; not in it: ${listing(others)}`;
  return { subject: file, text: `${quoted(propertyName)}, version ${version}: ${listing(names)}${left}` };
}
