import type { DeliveryReport } from '../../model/delivery.ts';
import { inFormat } from '../document/formats.ts';
import { visibleJson } from '../text/escape-control.ts';
import type { StatusOptions } from '../text/options.ts';
import { verifyDocument } from './document.ts';
import { prometheusText } from './prometheus.ts';

/** Options of `renderVerify`. */
export interface VerifyRenderOptions extends Omit<StatusOptions, 'format'> {
  readonly format: StatusOptions['format'] | 'prometheus';
}

/** Renders whether the logs of each managed stream arrive. */
export function renderVerify(report: DeliveryReport, options: VerifyRenderOptions): string {
  const { format, now } = options;
  if (format === 'prometheus') return prometheusText(report);
  return inFormat(
    { ...options, format },
    () => `${visibleJson(report)}\n`,
    () => verifyDocument(report, now, options),
  );
}
