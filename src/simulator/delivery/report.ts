import type { Clock } from '../../model/clock.ts';
import { total } from '../traffic/runs.ts';
import type { AttemptResult } from './batch.ts';
import type { Bundle, Flow } from './flow.ts';

/** Reports when uploads of a stream start to succeed, or to fail with another code, and not each upload. */
export interface DeliveryReport {
  /** Called for each attempt to upload these pieces. */
  onAttempt(bundle: Bundle, result: AttemptResult): void;
  /** Called for each batch that is lost. */
  onLoss(flow: Flow, records: number): void;
  /** Called for each version whose write-only values are not known. */
  onUnknownValues(flow: Flow): void;
}

interface StreamReport {
  /** The last printed line. */
  printed: 'nothing' | 'success' | `failure with ${string}`;
  printedAt: number;
  /** Since the last line. */
  lost: number;
}

/** The minimum time between two lines about one stream, milliseconds. It limits the output for unstable streams. */
const QUIET = 60_000;

/** Creates a report. No line contains a credential, or more of a URL than its host. */
export function reportDelivery(say: (line: string) => void, clock: Pick<Clock, 'monotonic'>): DeliveryReport {
  const streams = new Map<string, StreamReport>();
  const warned = new Set<string>();
  const of = (flow: Flow) => {
    const title = titleOf(flow);
    const known = streams.get(title) ?? {
      printed: 'nothing',
      printedAt: Number.NEGATIVE_INFINITY,
      lost: 0,
    };
    streams.set(title, known);
    return known;
  };
  const print = (flow: Flow, stream: StreamReport, as: StreamReport['printed'], text: string) => {
    const now = clock.monotonic();
    if (stream.printed === as || now - stream.printedAt < QUIET) return false;
    stream.printed = as;
    stream.printedAt = now;
    say(`deliver: ${titleOf(flow)} ${text}`);
    return true;
  };
  return {
    onAttempt: ({ flow, pieces }, result) => {
      const stream = of(flow);
      const { host } = flow.destination.url;
      if (result.tag === 'failed') {
        const next = result.loses ? 'its records are lost.' : 'it is retried for up to five minutes.';
        print(
          flow,
          stream,
          `failure with ${result.code}`,
          `cannot upload to ${host}: ${result.code}; ${next}`,
        );
      } else if (stream.printed.startsWith('failure')) {
        const lost = stream.lost > 0 ? ` ${stream.lost} records were lost.` : '';
        if (print(flow, stream, 'success', `uploads to ${host} again.${lost}`)) stream.lost = 0;
      } else {
        print(flow, stream, 'success', `uploads to ${host}; the first upload had ${total(pieces)} records.`);
      }
    },
    onLoss: (flow, records) => {
      of(flow).lost += records;
    },
    onUnknownValues: (flow) => {
      const key = `${flow.streamId}/${flow.version}`;
      if (warned.has(key)) return;
      warned.add(key);
      say(
        `deliver: ${titleOf(flow)} is uploaded without ${flow.unknownValues.join(', ')}: the simulator does not store these values. Edit the stream to set them again, for example with datastream apply --rotate NAME.`,
      );
    },
  };
}

function titleOf({ streamId, name }: Flow): string {
  return `stream ${streamId} (${name})`;
}
