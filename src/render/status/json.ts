import type { StatusReport } from '../../model/status.ts';
import { visibleJson } from '../text/escape-control.ts';

/** Returns a status report as `status --format json` prints it. */
export function statusJson(report: StatusReport): string {
  return `${visibleJson(report)}\n`;
}
