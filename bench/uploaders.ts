import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { connect, type TLSSocket } from 'node:tls';
import type { Upload } from './uploads.ts';

/** Where uploaders connect to. Each has one connection, which stays open, and one request at a time. */
export interface UploadersOptions {
  readonly port: number;
  /** PEM of the certificate of the server. */
  readonly ca: string;
  readonly uploaders: number;
}

/** How long to send. Each uploader sends the next upload after the response to the last one. */
export interface Sending {
  /** The end, unless all requests were sent before. */
  readonly seconds?: number;
  /** The number of requests of all uploaders together. */
  readonly requests?: number;
}

/** The uploads with a response of 200. */
export interface SendingResult {
  readonly requests: number;
  readonly records: number;
  /** Of bodies, as sent. */
  readonly bytes: number;
  /** Wall-clock time. */
  readonly seconds: number;
  /** Processor time of the process that sent; seconds. */
  readonly cpu: number;
}

/** Uploaders that are connected. */
export interface Uploaders {
  /** @throws if a response is not 200 */
  send(sending: Sending): Promise<SendingResult>;
  close(): void;
}

/** The user that the uploaders send. */
export const CREDENTIAL = { user: 'akamai', password: 'bench' };

const END_OF_HEADERS = '\r\n\r\n';

/**
 * Connects uploaders that send these files one after another, as prepared requests over bare TLS sockets, and read only
 * what is needed of each response. With the client of `node:https`, the sender would be busier than the servers, and
 * would limit what is measured.
 */
export async function openUploaders(options: UploadersOptions, files: readonly Upload[]): Promise<Uploaders> {
  const prepared = files.map((file) => ({ ...file, bytes: asRequest(file) }));
  const connections = await Promise.all(Array.from({ length: options.uploaders }, () => open(options)));
  let next = 0;
  const send = async ({ seconds = Infinity, requests: most = Infinity }: Sending): Promise<SendingResult> => {
    const began = performance.now();
    const before = process.cpuUsage();
    const done = { requests: 0, records: 0, bytes: 0 };
    const end = next + most;
    const sendUntilEnd = async ({ post }: Connection) => {
      for (;;) {
        const request = prepared[next % prepared.length];
        if (!request || next >= end || performance.now() >= began + seconds * 1000) return;
        next += 1;
        await post(request.bytes);
        done.requests += 1;
        done.records += request.records;
        done.bytes += request.body.length;
      }
    };
    await Promise.all(connections.map(sendUntilEnd));
    const { user, system } = process.cpuUsage(before);
    return { ...done, seconds: (performance.now() - began) / 1000, cpu: (user + system) / 1e6 };
  };
  return {
    send,
    close: () => {
      for (const { socket } of connections) socket.destroy();
    },
  };
}

function asRequest({ body, isGzip }: Upload): Buffer {
  const token = Buffer.from(`${CREDENTIAL.user}:${CREDENTIAL.password}`).toString('base64');
  const head = [
    'POST /logs HTTP/1.1',
    'Host: localhost',
    'User-Agent: DataStream',
    'Content-Type: application/json',
    `Authorization: Basic ${token}`,
    ...(isGzip ? ['Content-Encoding: gzip'] : []),
    `Content-Length: ${body.length}`,
  ].join('\r\n');
  return Buffer.concat([Buffer.from(`${head}${END_OF_HEADERS}`), body]);
}

interface Connection {
  readonly socket: TLSSocket;
  /** Sends a request. Resolves when the response is complete; it must be 200 and have a Content-Length. */
  post(request: Uint8Array): Promise<void>;
}

async function open({ port, ca }: UploadersOptions): Promise<Connection> {
  const socket = connect({ host: '127.0.0.1', port, ca });
  await once(socket, 'secureConnect');
  let text = '';
  let waiting: { readonly resolve: () => void; readonly reject: (error: Error) => void } | undefined;
  const fail = () => waiting?.reject(new Error(`The response to an upload is: ${text || 'none'}`));
  socket.on('error', fail).on('close', fail);
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    text += chunk;
    const head = text.indexOf(END_OF_HEADERS);
    const [, length] = /\r\ncontent-length: (\d+)/i.exec(text) ?? [];
    if (head < 0 || text.length < head + END_OF_HEADERS.length + Number(length)) return;
    if (!text.startsWith('HTTP/1.1 200')) return fail();
    text = '';
    waiting?.resolve();
  });
  return {
    socket,
    post: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(request);
      }),
  };
}
