import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** Seconds after which a sender may retry an upload. */
const RETRY_AFTER = 30;

/** The response to a request. `body` is a JSON value. */
export interface Answer {
  readonly status: 200 | 400 | 401 | 403 | 405 | 413 | 503;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers?: OutgoingHttpHeaders;
  /** Whether the connection is closed afterwards. */
  readonly closes?: true;
}

/** A 503: the sender retries the upload. Senders do not retry after other errors, and the records are lost. */
export function unavailable(problem: string): Answer {
  return { status: 503, body: { problem }, headers: { 'retry-after': `${RETRY_AFTER}` }, closes: true };
}

/** A 405: only POST delivers records. */
export function refuseMethod(): Answer {
  return { status: 405, body: { problem: 'only POST is supported' }, headers: { allow: 'POST' } };
}

/** A 413: the body exceeds a limit, as sent or decompressed. */
export function refuseSize(): Answer {
  return { status: 413, body: { problem: 'the body is too large' } };
}

/** A 401 for BASIC, a 403 for a header: the credential is missing or wrong. */
export function refuseCredential(kind: 'basic' | 'header'): Answer {
  if (kind === 'header') return { status: 403, body: { problem: 'a header is missing or wrong' } };
  return {
    status: 401,
    body: { problem: 'user name or password is missing or wrong' },
    headers: { 'www-authenticate': 'Basic realm="datastream", charset="UTF-8"' },
  };
}

/** A 400: where the body ends is only known with `chunked` or a Content-Length. */
export function refuseCoding(): Answer {
  return { status: 400, body: { problem: 'the Transfer-Encoding is not supported' }, closes: true };
}

/** Bytes of an unread body that are read and discarded, so that the sender can finish and read the response. */
const DISCARDED = 16 * 1024 * 1024;

/**
 * Sends an answer at once. It ends the response only when the rest of the body was read and discarded: a connection
 * that is closed with unread data is reset, and a reset can destroy the answer before the sender has read it.
 */
export function sendAnswer(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  if (response.headersSent || response.destroyed) return;
  const text = JSON.stringify(answer.body);
  response.writeHead(answer.status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    ...answer.headers,
    ...(answer.closes ? { connection: 'close' } : {}),
  });
  if (request.complete) {
    response.end(text);
    return;
  }
  response.write(text);
  discardRest(request, () => response.end());
}

function discardRest(request: IncomingMessage, done: () => void): void {
  let discarded = 0;
  request.on('data', (chunk: Buffer) => {
    discarded += chunk.length;
    if (discarded > DISCARDED) request.destroy();
  });
  request.once('end', done).resume();
}

/** The status of a request without a response object: it is not valid HTTP, or its headers did not end. */
export type RawStatus = 400 | 405 | 431 | 503;

/** The response to such a request, as text for the socket. */
export function rawAnswer(status: RawStatus): string {
  const titles = {
    400: 'Bad Request',
    405: 'Method Not Allowed\r\nAllow: POST',
    431: 'Request Header Fields Too Large',
    503: `Service Unavailable\r\nRetry-After: ${RETRY_AFTER}`,
  };
  return `HTTP/1.1 ${status} ${titles[status]}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`;
}
