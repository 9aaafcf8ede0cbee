import type { StatusReport } from '../../model/status.ts';
import { inFormat } from '../document/formats.ts';
import type { StatusOptions } from '../text/options.ts';
import { statusDocument } from './document.ts';
import { statusJson } from './json.ts';

/** Renders a status report: every managed stream, how long it has had its status, and the next action. */
export function renderStatus(report: StatusReport, options: StatusOptions): string {
  return inFormat(
    options,
    () => statusJson(report),
    () => statusDocument(report, options.now, options),
  );
}
