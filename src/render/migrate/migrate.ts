import { inFormat } from '../document/formats.ts';
import type { RenderOptions } from '../text/options.ts';
import { type MigrateReport, migrateDocument } from './document.ts';
import { migrateJson } from './json.ts';

export type { MigratedSecret, MigratedStream, MigrateReport, RefusedStream } from './document.ts';

/** A migration's result as text: manifests, what was left out and why, and the steps that are left to people. */
export function renderMigrate(report: MigrateReport, options: RenderOptions): string {
  return inFormat(
    options,
    () => migrateJson(report),
    () => migrateDocument(report, options),
  );
}
