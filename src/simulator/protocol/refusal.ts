import type { Json, JsonObject } from '../../model/json.ts';

/** One thing the server finds wrong. */
export interface Finding {
  readonly detail: string;
  /** The text is the vendor's own. Other texts are marked as simulated. */
  readonly known?: true;
  /** Dotted path of the member it is about. */
  readonly parameter?: string;
  /** What stood there. Never set where a secret could stand. */
  readonly value?: Json;
}

/** A request that the server refuses, with everything that is wrong with it. Nothing happened. */
export class Refused extends Error {
  override readonly name = 'Refused';
  constructor(
    readonly status: 400 | 403 | 404,
    readonly findings: readonly Finding[],
  ) {
    super(findings.map(({ detail }) => detail).join(' '));
  }
}

/** Refuses with one finding of the vendor's own words. */
export function refused(detail: string, parameter?: string, value?: Json): Refused {
  return new Refused(400, [finding(detail, parameter, value)]);
}

/** Refuses in words of the simulator, where the vendor's are not known. */
export function refusedSimulated(detail: string, parameter?: string): Refused {
  return new Refused(400, [simulated(detail, parameter)]);
}

/** A finding in the vendor's words. */
export function finding(detail: string, parameter?: string, value?: Json): Finding {
  return { ...simulated(detail, parameter), known: true, ...(value === undefined ? {} : { value }) };
}

/** A finding in the simulator's words. */
export function simulated(detail: string, parameter?: string): Finding {
  return { detail, ...(parameter === undefined ? {} : { parameter }) };
}

const WORDS = {
  400: { type: 'bad-request', title: 'Bad Request' },
  403: { type: 'forbidden', title: 'Forbidden' },
  404: { type: 'not-found', title: 'Resource not found' },
} as const;

/** The body of a refusal in the shape of section 5.1 of the fact sheet. `sequence` makes its ids. */
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

/** The text of a finding, marked where it is not the vendor's. */
function findingText({ known, detail }: Finding): string {
  return known ? detail : `${detail} (simulated text)`;
}

/**
 * The same in the shape of DataStream 1, which has no member for what a finding is about: the text says it. Its
 * documents print the title of a 400 and the texts of no refusal.
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

/** The same in the shape of the Pull API, which takes one finding. The name of the exception is simulated. */
export function pullError(
  refusal: Refused,
  { now, path }: { readonly now: number; readonly path: string },
): JsonObject {
  return {
    timestamp: new Date(now).toISOString(),
    status: refusal.status,
    error: WORDS[refusal.status].title,
    exception: 'SimulatedException',
    message: refusal.findings.map((entry) => findingText({ ...entry, detail: about(entry) })).join(' '),
    path,
  };
}

/** A UUID that only depends on its numbers: the world is pure, so its ids are not random. */
function identifier(sequence: number, index: number): string {
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
