import { visible, visibleJson } from './visible.ts';

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
}

/** The result of an import; secrets still to be set stand at its end. */
export function renderImport(report: ImportReport, options: { readonly format: string }): string {
  if (options.format === 'json') return `${visibleJson({ formatVersion: 1, ...report })}\n`;
  return options.format === 'markdown' ? markdown(report) : terminal(report);
}

function terminal(report: ImportReport): string {
  const { imported } = report;
  if (imported.length === 0) {
    return `Target: ${visible(report.target)}\n\nNothing to import: a manifest manages every live stream.\n`;
  }
  const wrote = imported.map(
    (stream) =>
      `  ${stream.file}\n      ${visible(stream.name)} (stream ${stream.streamId}, version ${stream.version}, ${visible(stream.status)})`,
  );
  return [
    `Target: ${visible(report.target)}`,
    '',
    `Wrote ${imported.length === 1 ? 'one manifest' : `${imported.length} manifests`}. Nothing was changed in the account.`,
    '',
    ...wrote,
    '',
    ...secrets(imported),
    'Next: read the files, then run `datastream plan`. It shows no change.',
    '',
  ].join('\n');
}

/** Plan needs no secret; an edit does, since the API never returns one and wants it again. */
function secrets(imported: readonly ImportedStream[]): readonly string[] {
  const rows = imported.flatMap((stream) =>
    stream.references.map((r) => `  ${r.suggestedName}\n      ${visible(stream.name)}, ${r.member}`),
  );
  if (rows.length === 0) return [];
  return [
    'Still to be set, before the first edit of these streams (planning needs none of them):',
    '',
    ...rows,
    '',
  ];
}

function markdown(report: ImportReport): string {
  const fence = '`'.repeat(4);
  return `${fence}text\n${terminal(report)}${fence}\n`;
}
