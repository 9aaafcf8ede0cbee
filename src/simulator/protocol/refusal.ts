import type { Json, JsonObject } from '../../model/json.ts';

/** One error that the server reports about a request. */
export interface Finding {
  readonly detail: string;
  /** True if the message is the vendor's own. All other messages are marked as simulated. */
  readonly known?: true;
  /** Dotted path of the member that the error is about. */
  readonly parameter?: string;
  /** The value in the request. It is never set for a member that can contain a secret. */
  readonly value?: Json;
}

type RefusedStatus = keyof typeof WORDS;

/** A request that the server refuses, with all findings. A refused request changes nothing. */
export class Refused extends Error {
  override readonly name = 'Refused';
  constructor(
    readonly status: RefusedStatus,
    readonly findings: readonly Finding[],
  ) {
    super(findings.map(({ detail }) => detail).join(' '));
  }
}

/** Creates a refusal with one finding and the vendor's own message. */
export function refused(detail: string, parameter?: string, value?: Json): Refused {
  return new Refused(400, [finding(detail, parameter, value)]);
}

/** Creates a refusal with one finding and a simulated message, because the vendor's message is unknown. */
export function refusedSimulated(detail: string, parameter?: string): Refused {
  return new Refused(400, [simulated(detail, parameter)]);
}

/** Creates a finding with the vendor's own message. */
export function finding(detail: string, parameter?: string, value?: Json): Finding {
  return { ...simulated(detail, parameter), known: true, ...(value === undefined ? {} : { value }) };
}

/** Creates a finding with a simulated message. */
export function simulated(detail: string, parameter?: string): Finding {
  return { detail, ...(parameter === undefined ? {} : { parameter }) };
}

const WORDS = {
  400: { type: 'bad-request', title: 'Bad Request' },
  403: { type: 'forbidden', title: 'Forbidden' },
  404: { type: 'not-found', title: 'Resource not found' },
  406: { type: 'not-acceptable', title: 'Not Acceptable' },
  409: { type: 'conflict', title: 'Conflict' },
  412: { type: 'precondition-failed', title: 'Precondition Failed' },
  415: { type: 'unsupported-media-type', title: 'Unsupported Media Type' },
  422: { type: 'unprocessable-content', title: 'Unprocessable Content' },
  429: { type: 'limit-exceeded', title: 'Too Many Requests' },
} as const;

/**
 * Builds the body of an error response in the format of DataStream 2 (as in tests of the Go client). `sequence` determines
 * its ids.
 */
export function envelope(refusal: Refused, sequence: number): JsonObject {
  const { type, title } = WORDS[refusal.status];
  const instance = identifier(sequence, 0);
  const errors = refusal.findings.map((entry, index) => ({
    detail: findingText(entry),
    problemId: identifier(sequence, index + 1),
    title,
    type,
    ...(entry.parameter === undefined ? {} : { illegalParameter: entry.parameter }),
    ...(entry.value === undefined ? {} : { illegalValue: entry.value }),
  }));
  return { errors, instance, problemId: instance, status: refusal.status, title, type };
}

/** Returns the message of a finding. It marks a message that is not the vendor's own. */
export function findingText({ known, detail }: Finding): string {
  return known ? detail : `${detail} (simulated text)`;
}

/**
 * Builds the body of an error response in the format of DataStream 1. That format has no member for the parameter, so
 * the message names it. The documents print the title of a 400 but no error messages.
 */
export function envelope1(refusal: Refused, sequence: number): JsonObject {
  const { type, title } = WORDS[refusal.status];
  const errors = refusal.findings.map((entry, index) => ({
    type,
    title,
    instance: identifier(sequence, index + 1),
    detail: findingText({ ...entry, detail: about(entry) }),
  }));
  const summary = refusal.status === 400 ? 'Erroneous data input' : title;
  return { type, title: summary, instance: identifier(sequence, 0), status: refusal.status, errors };
}

function about({ detail, parameter }: Finding): string {
  return parameter === undefined || detail.includes(parameter) ? detail : `${parameter}: ${detail}`;
}

/** The data about a refused request that an error response contains in addition to the findings. */
export interface Moment {
  /** Determines the ids in the response. */
  readonly sequence: number;
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** If the rate limit refused the request: the time of the next accepted one, ISO 8601. */
  readonly next?: string | undefined;
}

/**
 * Builds the body of an error response in the format of the Pull API, which has a single message. The name of the
 * exception is simulated.
 */
export function pullError(refusal: Refused, { now, path }: Moment): JsonObject {
  return {
    timestamp: new Date(now).toISOString(),
    status: refusal.status,
    error: WORDS[refusal.status].title,
    exception: 'SimulatedException',
    message: refusal.findings.map((entry) => findingText({ ...entry, detail: about(entry) })).join(' '),
    path,
  };
}

/** Returns a UUID that depends only on its arguments. The simulator is deterministic, so its ids are not random. */
export function identifier(sequence: number, index: number): string {
  const words = [1, 2, 3, 4].map((salt) => scrambled(sequence * 4099 + index * 131 + salt));
  const hex = words.map((word) => word.toString(16).padStart(8, '0')).join('');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join('-');
}

function scrambled(seed: number): number {
  let word = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return (word ^ (word >>> 16)) >>> 0;
}
