import { face } from './faces.ts';
import { type MigrateReport, migrateDocument } from './migrate-document.ts';
import { migrateJson } from './migrate-json.ts';
import type { RenderOptions } from './options.ts';

export type { MigratedSecret, MigratedStream, MigrateReport, RefusedStream } from './migrate-document.ts';

/** A migration's result as text: manifests, what was left out and why, and the steps that are left to people. */
export function renderMigrate(report: MigrateReport, options: RenderOptions): string {
  return face(
    options,
    () => migrateJson(report),
    () => migrateDocument(report, options),
  );
}
