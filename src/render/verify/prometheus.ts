import { type DeliveryItem, type DeliveryReport, FAILED_DELIVERIES } from '../../model/delivery.ts';
import { visible } from '../text/escape-control.ts';

/** One metric family. All of them are gauges: amounts are those of a period, not totals since a start. */
interface Family {
  readonly name: string;
  readonly help: string;
  readonly samples: (item: DeliveryItem) => readonly Sample[];
}

interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

const FAMILIES: readonly Family[] = [
  {
    name: 'datastream_delivery_ok',
    help: '0 if verify fails because of this stream, else 1.',
    samples: ({ delivery }) => one(FAILED_DELIVERIES.includes(delivery) ? 0 : 1),
  },
  {
    name: 'datastream_delivery',
    help: 'Always 1, with the delivery of the stream as a label.',
    samples: ({ delivery }) => [{ labels: { delivery }, value: 1 }],
  },
  {
    name: 'datastream_period_seconds',
    help: 'Length of the period that amounts are reported for.',
    samples: ({ from, to }) =>
      from === undefined || to === undefined ? [] : one((Date.parse(to) - Date.parse(from)) / 1000),
  },
  {
    name: 'datastream_records',
    help: 'Log records in the period, by result.',
    samples: ({ records }) =>
      records === undefined
        ? []
        : [
            { labels: { result: 'delivered' }, value: records.delivered },
            { labels: { result: 'failed' }, value: records.failed },
          ],
  },
  {
    name: 'datastream_loss_ratio',
    help: 'Failed records in the period, divided by attempted records.',
    samples: ({ loss }) => one(loss),
  },
  {
    name: 'datastream_uploads',
    help: 'Successful uploads in the period.',
    samples: ({ uploads }) => one(uploads),
  },
  {
    name: 'datastream_uploaded_bytes',
    help: 'Uploaded bytes in the period.',
    samples: ({ bytes }) => one(bytes),
  },
  {
    name: 'datastream_failed_upload_attempts',
    help: 'Failed attempts to upload in the period, by category of the error.',
    samples: ({ errors = [] }) =>
      errors.map(({ category, count }) => ({ labels: { category }, value: count })),
  },
  {
    name: 'datastream_last_success_timestamp_seconds',
    help: 'End of the last interval with a successful upload, seconds since 1970.',
    samples: ({ lastSuccess }) => one(lastSuccess === undefined ? undefined : Date.parse(lastSuccess) / 1000),
  },
];

function one(value: number | undefined): readonly Sample[] {
  return value === undefined ? [] : [{ value }];
}

/**
 * Renders a report in the text exposition format of Prometheus, version 0.0.4
 * (https://prometheus.io/docs/instrumenting/exposition_formats/). A family without samples is omitted.
 */
export function prometheusText({ items }: DeliveryReport): string {
  const lines = FAMILIES.flatMap(({ name, help, samples }) => {
    const series = items.flatMap((item) =>
      samples(item).map(
        ({ labels, value }) => `${name}{${labelText({ ...identity(item), ...labels })}} ${value}`,
      ),
    );
    return series.length === 0 ? [] : [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...series];
  });
  return lines.map((line) => `${line}\n`).join('');
}

function identity({ name, kind, logType, streamId }: DeliveryItem): Readonly<Record<string, string>> {
  return {
    name,
    kind,
    ...(logType === undefined ? {} : { log_type: logType }),
    ...(streamId === undefined ? {} : { stream_id: String(streamId) }),
  };
}

/** Control and invisible characters are escaped as in the other formats; then `\` and `"`, as the format requires. */
function labelText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([label, value]) => `${label}="${visible(value).replace(/[\\"]/g, '\\$&')}"`)
    .join(',');
}
