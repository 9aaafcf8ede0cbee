import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../model/clock.ts';
import { type Batch, type Sink, SinkClosed, WriteError } from '../output/sink.ts';
import type { RecordFormat } from '../records/format.ts';
import { readBody, TooLarge } from '../records/read-body.ts';
import {
  type Answer,
  refuseCoding,
  refuseCredential,
  refuseMethod,
  refuseSize,
  unavailable,
} from './answers.ts';
import { SlowBody } from './connections.ts';
import type { CredentialCheck } from './credentials.ts';
import type { ReceiverEvents } from './events.ts';
import type { Memory, Reservation } from './memory.ts';
import { BodyAborted, receiveBody } from './receive-body.ts';
import { Overloaded } from './waiting-line.ts';

/** Limits of bodies; bytes. */
interface BodyLimits {
  readonly received: number;
  readonly decompressed: number;
  /** Of all bodies that are in memory, as received and decompressed. */
  readonly buffered: number;
}

/** How requests are handled. */
export interface HandlingOptions {
  readonly findWrongCredential: CredentialCheck;
  readonly limits: BodyLimits;
  readonly format: RecordFormat;
  readonly sink: Sink;
  readonly events: ReceiverEvents;
  readonly clock: Clock;
}

/** A request with its response. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Sets what is called when the body does not end in time. */
  readonly onSlowBody: (fail: (error: SlowBody) => void) => void;
  /** To be called when the body was received. */
  readonly endBody: () => void;
}

/**
 * Bodies that need more than this share of the memory are read one at a time: if several held a part of the memory,
 * none of them could end.
 */
const LARGE_SHARE = 16;

/** Handles a request. It resolves to undefined if the sender is gone, and never rejects. */
export async function handleRequest(
  exchange: Exchange,
  options: HandlingOptions,
  memory: Memory,
): Promise<Answer | undefined> {
  const { request, response } = exchange;
  const refused = refuseEarly(request, options);
  if (refused) return refused;
  if (request.headers.expect !== undefined) response.writeContinue();
  try {
    return await receive(exchange, options, memory);
  } catch (error) {
    if (error instanceof TooLarge) return refuseSize();
    if (error instanceof BodyAborted) return undefined;
    if (error instanceof SlowBody) return unavailable('the body did not end in time');
    if (error instanceof Overloaded) return unavailable('too many bodies are in memory');
    if (error instanceof SinkClosed) return unavailable('the receiver is stopping');
    if (error instanceof WriteError) {
      options.events.onWriteError(error);
      return unavailable('the records could not be written');
    }
    options.events.onBug(error);
    return unavailable('an internal error');
  }
}

/** The response to a request whose body need not be read. */
function refuseEarly(
  { method, headers }: IncomingMessage,
  { findWrongCredential, limits, events }: HandlingOptions,
): Answer | undefined {
  if (method !== 'POST') return refuseMethod();
  const coding = headers['transfer-encoding'];
  if (coding !== undefined && coding.trim().toLowerCase() !== 'chunked') return refuseCoding();
  const wrong = findWrongCredential(headers);
  if (wrong) {
    events.onAuthFailure(wrong);
    return refuseCredential(wrong);
  }
  return Number(headers['content-length'] ?? 0) > largestBody(limits) ? refuseSize() : undefined;
}

/** A body cannot be larger than the memory of all bodies; bytes. */
function largestBody({ received, buffered }: BodyLimits): number {
  return Math.min(received, buffered);
}

async function receive(
  { request, onSlowBody, endBody }: Exchange,
  { limits, format, sink, clock, events }: HandlingOptions,
  memory: Memory,
): Promise<Answer> {
  const reservation = memory.open();
  try {
    const bytes = await receiveBody(request, { limit: largestBody(limits), memory: reservation, onSlowBody });
    endBody();
    const { 'content-type': contentType, 'content-encoding': contentEncoding } = request.headers;
    const { batch, rejected, isProbe, decompressed, release } = await readBody(
      { bytes, contentType, contentEncoding },
      {
        format,
        receivedAt: new Date(clock.now()).toISOString(),
        maxDecompressed: limits.decompressed,
        reserve: (more, total) => {
          const isLarge = total > limits.buffered / LARGE_SHARE;
          return isLarge ? reserveInTurn(reservation, more) : reservation.reserve(more);
        },
      },
    );
    events.onBody(bytes.length, decompressed);
    if (isProbe) events.onProbe();
    else await write(batch, sink, events);
    release();
    return { status: 200, body: { records: batch.records, rejected } };
  } finally {
    reservation.release();
  }
}

async function reserveInTurn(reservation: Reservation, bytes: number): Promise<void> {
  await reservation.takeTurn();
  await reservation.reserve(bytes);
}

async function write(batch: Batch, sink: Sink, events: ReceiverEvents): Promise<void> {
  if (batch.records === 0 && batch.rejected.length === 0) return;
  await sink.write(batch);
  events.onWritten(batch.records, batch.rejected);
}
