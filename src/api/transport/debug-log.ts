import { HttpFailure } from '../../http/failure.ts';
import type { HttpResponse } from '../../http/request.ts';
import type { Clock } from '../../model/clock.ts';
import type { Listener, MessageContent } from '../../model/event.ts';
import { REDACTED } from '../../model/secret.ts';
import { redactBody, type ShownBody, shownBody } from '../../redaction/message-body.ts';
import { redactor } from '../../redaction/redactor.ts';
import type { Redaction } from '../../redaction/run-redaction.ts';
import type { Redact } from '../../redaction/server-text.ts';
import { apiOf } from './api-name.ts';
import { shownMembers } from './shown-members.ts';
import type { ApiRequest, Transport } from './transport.ts';

interface DebugLogOptions {
  readonly clock: Clock;
  readonly listen: Listener;
  /** The secrets of the run. */
  readonly redaction: Redaction;
}

/** Characters of a body in the log. */
const LONGEST_TEXT = 4_000;

/** Response headers in the log: rate limits and references for a support case. */
const HEADERS =
  /^(?:(?:x-|akamai-)ratelimit-[a-z-]+|retry-after|date|etag|akamai-grn|x-(?:akamai-)?request-id|x-trace-id)$/;
const HEADER_VALUE = /^[\w .,:;=+/()"-]{1,120}$/;

/** Other headers are not in the log, because they are text of a server too. */
const MEDIA_TYPE = /^(?:application|text)\/(?:json|problem\+json|json-patch\+json|xml|html|plain)\b/i;

/** Query parameters whose values are in the log. The account switch key is not among them. */
const PARAMETERS = new Set([
  ...['start', 'end', 'page', 'pageSize', 'size', 'limit', 'streamId', 'groupId', 'contractId'],
  ...['aggregationInterval', 'includeDetails', 'aggregateMetric', 'validateRules', 'validateMode', 'dryRun'],
  ...['apiAccess', 'groupAccess', 'credentials', 'activatedOn'],
]);

/**
 * Reports each attempt of a request and its response as events, without secrets. It is the layer directly above the one
 * that sends: what it counts is what the server sees.
 *
 * Bodies are parsed, and only members that are known to contain no secret are shown (`message-body.ts`). What they hide
 * is also removed from the rest of the exchange, because servers quote what they refuse.
 */
export function withDebugLog(inner: Transport, { clock, listen, redaction }: DebugLogOptions): Transport {
  const attempts = new WeakMap<ApiRequest, number>();
  let sent = 0;
  return async (request, signal) => {
    sent += 1;
    const attempt = (attempts.get(request) ?? 0) + 1;
    attempts.set(request, attempt);
    const log = new ExchangeLog(request, { id: sent, attempt }, redaction);
    listen(log.request());
    const began = clock.monotonic();
    try {
      const response = await inner(request, signal);
      listen(log.response(response, clock.monotonic() - began));
      return response;
    } catch (error) {
      listen(log.failure(error, clock.monotonic() - began));
      throw error;
    }
  };
}

type LoggedEvent = Parameters<Listener>[0];

/** One attempt: which request it is, and what its body hides. */
class ExchangeLog {
  readonly #request: ApiRequest;
  readonly #number: { readonly id: number; readonly attempt: number };
  readonly #redaction: Redaction;
  readonly #sent: ShownBody;

  constructor(
    request: ApiRequest,
    number: { readonly id: number; readonly attempt: number },
    redaction: Redaction,
  ) {
    this.#request = request;
    this.#number = number;
    this.#redaction = redaction;
    this.#sent = shownBody(request.body ?? '', shownMembers(apiOf(request.path)));
  }

  request(): LoggedEvent {
    const { body = '', headers } = this.#request;
    const type = headers?.['content-type'] ?? 'application/json';
    const clean = this.#cleaner(this.#sent.hidden);
    return { tag: 'request', ...this.#head(), ...contentOf(body, type, this.#sent, clean) };
  }

  response({ status, headers, body }: HttpResponse, milliseconds: number): LoggedEvent {
    const received = shownBody(body, shownMembers(apiOf(this.#request.path), status >= 400));
    const clean = this.#cleaner(joined(this.#sent.hidden, received.hidden));
    return {
      tag: 'response',
      ...this.#head(),
      status,
      milliseconds: Math.round(milliseconds),
      headers: shownHeaders(headers, clean),
      ...contentOf(body, headers['content-type'], received, clean),
    };
  }

  failure(error: unknown, milliseconds: number): LoggedEvent {
    const because = error instanceof HttpFailure ? error.message : 'there is no response';
    return {
      tag: 'response',
      ...this.#head(),
      because: this.#redaction.redact(because),
      milliseconds: Math.round(milliseconds),
    };
  }

  #head() {
    const { method, path } = this.#request;
    return { ...this.#number, method, path: this.#redaction.redact(shownPath(path)) };
  }

  /** @param hidden values that no text may quote; absent: there are too many, so no text is shown */
  #cleaner(hidden: readonly string[] | undefined): Redact | undefined {
    if (hidden === undefined) return undefined;
    const hide = redactor(hidden);
    return (text) => this.#redaction.redact(hide(text));
  }
}

/** @param clean absent: no text is shown */
function shownHeaders(headers: HttpResponse['headers'], clean: Redact | undefined) {
  const known = Object.entries(headers).filter(
    ([name, value]) => HEADERS.test(name) && HEADER_VALUE.test(value),
  );
  return Object.fromEntries(known.flatMap(([name, value]) => (clean ? [[name, clean(value)]] : [])));
}

/** @param clean absent: no text is shown */
function contentOf(
  body: string,
  type: string | undefined,
  { text }: ShownBody,
  clean: Redact | undefined,
): { readonly content?: MessageContent } {
  if (body === '') return {};
  const media = MEDIA_TYPE.exec(type ?? '')?.[0];
  const shown = text === undefined || !clean ? undefined : redactBody(text, clean);
  return {
    content: {
      bytes: Buffer.byteLength(body),
      ...(media === undefined ? {} : { type: media }),
      ...(shown === undefined ? {} : { text: shortened(shown) }),
    },
  };
}

function joined(
  one: readonly string[] | undefined,
  other: readonly string[] | undefined,
): readonly string[] | undefined {
  return one && other ? [...one, ...other] : undefined;
}

/** Returns path and query parameters, with the values of other parameters than `PARAMETERS` redacted. */
function shownPath(path: string): string {
  const [address = '', ...query] = path.split('?');
  if (query.length === 0) return address;
  const pairs = query.join('?').split('&');
  const shown = pairs.map((pair) => {
    const [name = ''] = pair.split('=');
    return PARAMETERS.has(name) ? pair : `${/^[A-Za-z]{1,40}$/.test(name) ? name : REDACTED}=${REDACTED}`;
  });
  return `${address}?${shown.join('&')}`;
}

/** Cuts a text that is already redacted. */
function shortened(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
}
