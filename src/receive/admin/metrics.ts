import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { REJECTED_REASONS } from '../output/shapes.ts';
import { AUTH_KINDS, type ReceiverEvents } from '../server/events.ts';

/** The metrics of a receiver. */
export interface Metrics extends ReceiverEvents {
  readonly onFileClosed: () => void;
  /** Sets where the current values are read from. */
  readonly watch: (gauges: Gauges) => void;
  /** Text exposition, and its content type. */
  readonly expose: () => Promise<{ readonly text: string; readonly type: string }>;
}

/** Values that are read when metrics are requested. */
interface Gauges {
  readonly connections: () => number;
  readonly bufferedBytes: () => number;
}

const PREFIX = 'datastream_receive_';
/** Seconds. */
const BUCKETS = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10, 60];

/** The statuses that a receiver responds with. */
const CODES = ['200', '400', '401', '403', '405', '413', '431', '503'];

/** Creates the metrics of one receiver. */
export function createMetrics(): Metrics {
  const registers = [new Registry()];
  const [registry = new Registry()] = registers;
  collectDefaultMetrics({ register: registry });
  const { counter, counters } = createCounters(registers);
  const requests = counters('requests_total', 'Answered requests.', 'code', CODES);
  const records = counter('records_total', 'Records that were written and answered 200.');
  const received = counter('body_bytes_total', 'Bytes of bodies as received.');
  const decompressed = counter('decompressed_bytes_total', 'Bytes of bodies when decompressed.');
  const rejected = counters(
    'rejected_total',
    'Bodies that could not be read, in whole or in part.',
    'reason',
    REJECTED_REASONS,
  );
  const probes = counter('probes_total', 'Access checks of Akamai.');
  const authFailures = counters(
    'auth_failures_total',
    'Requests or connections with wrong credentials.',
    'kind',
    AUTH_KINDS,
  );
  const writeErrors = counter('write_errors_total', 'Batches that could not be written.');
  const filesClosed = counter('files_closed_total', 'Files that were closed.');
  const duration = new Histogram({
    name: `${PREFIX}request_duration_seconds`,
    help: 'Time from the end of the headers to the response.',
    buckets: BUCKETS,
    registers,
  });
  return {
    onAnswer: (status, seconds) => {
      requests.inc({ code: status });
      if (seconds !== undefined) duration.observe(seconds);
    },
    onBody: (bytes, decompressedBytes) => {
      received.inc(bytes);
      decompressed.inc(decompressedBytes);
    },
    onWritten: (count, parts) => {
      records.inc(count);
      for (const { reason } of parts) rejected.inc({ reason });
    },
    onProbe: () => probes.inc(),
    onAuthFailure: (kind) => authFailures.inc({ kind }),
    onWriteError: () => writeErrors.inc(),
    // Counted as a request with code 503.
    onBug: () => undefined,
    onFileClosed: () => filesClosed.inc(),
    watch: (gauges) => watchGauges(registers, gauges),
    expose: async () => ({ text: await registry.metrics(), type: registry.contentType }),
  };
}

/** Returns functions that create counters with the prefix of all names. */
function createCounters(registers: Registry[]) {
  const counter = (name: string, help: string) => new Counter({ name: `${PREFIX}${name}`, help, registers });
  /** A counter of each value. All of them start with 0, since Prometheus does not see an increase from nothing. */
  const counters = <Label extends string>(
    name: string,
    help: string,
    label: Label,
    values: readonly string[],
  ) => {
    const created = new Counter({ name: `${PREFIX}${name}`, help, labelNames: [label], registers });
    for (const value of values) created.labels(value).inc(0);
    return created;
  };
  return { counter, counters };
}

function watchGauges(registers: Registry[], { connections, bufferedBytes }: Gauges): void {
  const gauge = (name: string, help: string, read: () => number) => {
    new Gauge({
      name: `${PREFIX}${name}`,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  };
  gauge('connections', 'Open connections.', connections);
  gauge('buffered_bytes', 'Memory of bodies, as received and decompressed.', bufferedBytes);
}
