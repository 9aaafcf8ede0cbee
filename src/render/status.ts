import type { StatusReport } from '../model/status.ts';
import { face } from './faces.ts';
import type { StatusOptions } from './options.ts';
import { statusDocument } from './status-document.ts';
import { statusJson } from './status-json.ts';

/** A status report as text: every managed stream, how long it is in its status, and what comes next. */
export function renderStatus(report: StatusReport, options: StatusOptions): string {
  return face(
    options,
    () => statusJson(report),
    () => statusDocument(report, options.now, options),
  );
}
