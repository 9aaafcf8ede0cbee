import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { gunzip } from 'node:zlib';

/** The options of a bare server. */
export interface BareServerOptions {
  /** PEM texts. */
  readonly cert: string;
  readonly key: string;
  /** Whether it reads the records. If not, it discards the bodies. */
  readonly isReading: boolean;
}

/** Starts a minimal receiver: it responds with 200 when a body has ended, or when its records are parsed. */
function start({ cert, key, isReading }: BareServerOptions): void {
  const server = createServer({ cert, key, keepAliveTimeout: 0 }, (request, response) => {
    const answer = () => response.end();
    if (isReading) read(request, answer);
    else request.on('end', answer).resume();
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
}

function read(request: IncomingMessage, done: () => void): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    gunzip(Buffer.concat(chunks), (error, text) => {
      if (error) throw error;
      for (const line of text.toString().split('\n')) if (line !== '') JSON.parse(line);
      done();
    });
  });
}

process.on('message', start);
