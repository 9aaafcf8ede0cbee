import { isArray, isObject, type Json } from '../model/json.ts';
import { ENTITIES } from './encoded-secrets.ts';

/**
 * The content of an error body, independent of its format. All strings are clean: one line, no control characters,
 * limited length.
 */
export interface ServerMessage {
  /** The vendor's own sentences, most informative first. */
  readonly details: readonly string[];
  readonly instance?: string;
  /** Members that the vendor reports, with dots. */
  readonly members: readonly string[];
}

/** Redacts the secrets in a string. */
export type Redact = (text: string) => string;

const LONGEST_DETAIL = 500;
const LONGEST_BODY = 16_384;
const MOST_DETAILS = 5;
const MOST_ENTRIES = 20;

/**
 * A dotted path of a member. Anything else that a server returns there does not help users to fix the error, and is
 * not shown.
 */
const MEMBER_PATH = /^[A-Za-z0-9_.[\]]{1,200}$/;

/**
 * Parses the body of an error: problem+json, the `errors[]` envelope of DataStream 2, other JSON, HTML, XML, plain
 * text or nothing. Sources: tests of the Go client and recorded responses.
 */
export function serverMessage(body: string, redact: Redact): ServerMessage {
  const json = parsed(body);
  if (isObject(json)) return fromObject(json, redact);
  if (isArray(json)) return { details: [], members: [] };
  const text = textContent(typeof json === 'string' ? json : body, redact);
  return { details: text === '' ? [] : [text], members: [] };
}

/** Returns a text of the vendor, which may contain HTML or XML, as one clean line of limited length. */
export function textContent(given: string, redact: Redact): string {
  // Redacted before and after markup is removed, because a secret may be recognizable in only one of the two forms.
  const text = redact(given.slice(0, 4 * LONGEST_BODY)).slice(0, LONGEST_BODY);
  const words = /<[a-z!?/]/i.test(text) ? redact(withoutMarkup(text)) : text;
  return shown(words, LONGEST_DETAIL, redact);
}

/**
 * Returns one line for display. Secrets, escape sequences, control and invisible characters and direction marks are
 * removed, blanks are collapsed, and the length is limited. Secrets are redacted twice, because removed characters may
 * have split a secret.
 */
function shown(text: string, longest: number, redact: Redact): string {
  const line = redact(
    redact(text)
      .slice(0, LONGEST_BODY)
      .replace(ESCAPES, ' ')
      .replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ')
      .trim(),
  );
  const letters = [...line];
  return letters.length > longest ? `${letters.slice(0, longest - 1).join('')}…` : line;
}

/** Terminal sequences: CSI (`ESC [ … letter`) and OSC (`ESC ] … BEL`). */
const ESC = String.fromCharCode(0x1b);
const BEL = String.fromCharCode(0x07);
const ESCAPES = new RegExp(`${ESC}\\[[0-?]*[ -/]*[@-~]|${ESC}\\][^${BEL}${ESC}]*(?:${BEL}|${ESC}\\\\)?`, 'g');

function parsed(body: string): Json | undefined {
  try {
    return JSON.parse(body);
  } catch {
    return undefined; // not JSON: use it as plain text
  }
}

/** Members that contain the sentence, in order of preference. The last two are from gateways and DataStream 2 v1. */
const SENTENCES = ['detail', 'message', 'errorMessage', 'title', 'error', 'errorCode'] as const;

function fromObject(json: { readonly [member: string]: Json }, redact: Redact): ServerMessage {
  const entries = isArray(json['errors']) ? json['errors'].slice(0, MOST_ENTRIES).filter(isObject) : [];
  const quotes = [...entries.map(sentence), ...(entries.some(sentence) ? [] : [sentence(json)])];
  const members = [json, ...entries].map((entry) => entry['illegalParameter']);
  const instance = [json['instance'], json['problemId'], ...entries.map((entry) => entry['problemId'])].find(
    isText,
  );
  return {
    details: sentences(quotes, redact),
    members: distinct(members, (member) => redact(member)).filter((member) => MEMBER_PATH.test(member)),
    ...(instance === undefined ? {} : { instance: shown(instance, 200, redact) }),
  };
}

function sentence(entry: { readonly [member: string]: Json }): string | undefined {
  return SENTENCES.map((member) => entry[member]).find(isText);
}

function isText(value: Json | undefined): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

/** Returns the sentences. They are also checked together, because a secret may be split over several. */
function sentences(quotes: readonly (Json | undefined)[], redact: Redact): readonly string[] {
  // A closing tag means markup. Anything else in angle brackets can be a placeholder.
  const texts = distinct(quotes, (text) =>
    /<\/[a-z]/i.test(text) ? textContent(text, redact) : shown(text, LONGEST_DETAIL, redact),
  );
  const together = texts.join('\n');
  const hidden = redact(together);
  return hidden === together ? texts : [hidden];
}

function distinct(values: readonly (Json | undefined)[], show: (value: string) => string): readonly string[] {
  const texts = values.filter(isText).map(show);
  return [...new Set(texts.filter((text) => text !== ''))].slice(0, MOST_DETAILS);
}

/**
 * Returns the text content of an HTML or XML page. The patterns never look further than the next `<`, so they take
 * linear time.
 */
function withoutMarkup(text: string): string {
  const visible = text.replace(/<(script|style)\b[^<>]*>[^<]*/gi, ' ').replace(/<[^<>]*>/g, ' ');
  return visible.replace(/&(lt|gt|quot|apos|nbsp|#39|amp);/g, (_, name: string) => ENTITIES.get(name) || ' ');
}
