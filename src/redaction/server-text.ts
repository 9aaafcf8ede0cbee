import { isArray, isObject, type Json } from '../model/json.ts';

/** What an error's body says, whatever its form. All texts are clean: one line, no control characters, bounded. */
export interface ServerMessage {
  /** The vendor's own sentences, most telling first. */
  readonly details: readonly string[];
  readonly instance?: string;
  /** Members the vendor complains about, dotted. */
  readonly members: readonly string[];
}

/** Takes secrets out of a text. */
export type Redact = (text: string) => string;

const LONGEST_DETAIL = 500;
const LONGEST_BODY = 16_384;
const MOST_DETAILS = 5;
const MOST_ENTRIES = 20;

/** A dotted path of a member; whatever else a server puts there is not for people to mend, and not shown. */
const MEMBER_PATH = /^[A-Za-z0-9_.[\]]{1,200}$/;

/**
 * Reads an error's body: problem+json, the `errors[]` envelope of DataStream 2, other JSON, HTML, XML, plain text or
 * nothing. Sources: fact sheet of the API, section 5.
 */
export function serverMessage(body: string, redact: Redact): ServerMessage {
  const json = parsed(body);
  if (isObject(json)) return fromObject(json, redact);
  if (isArray(json)) return { details: [], members: [] };
  // Hidden before and after markup is taken out: either may be the form in which a secret stands there.
  const text = redact((typeof json === 'string' ? json : body).slice(0, 4 * LONGEST_BODY)).slice(
    0,
    LONGEST_BODY,
  );
  const words = /<[a-z!?/]/i.test(text) ? redact(withoutMarkup(text)) : text;
  return { details: sentences([words], redact), members: [] };
}

/**
 * One line of text for people: secrets, escape sequences, control and invisible characters and direction marks gone,
 * blanks collapsed, at most so many characters. Hidden twice, since what is taken out may have split a secret.
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
    return undefined; // not JSON: read as text
  }
}

/** Members in which servers put their sentence, best first. The last two come from gateways and DataStream 2 v1. */
const SENTENCES = ['detail', 'message', 'errorMessage', 'title', 'error', 'errorCode'] as const;

function fromObject(json: { readonly [member: string]: Json }, redact: Redact): ServerMessage {
  const entries = isArray(json['errors']) ? json['errors'].slice(0, MOST_ENTRIES).filter(isObject) : [];
  const told = [...entries.map(sentence), ...(entries.some(sentence) ? [] : [sentence(json)])];
  const members = [json, ...entries].map((entry) => entry['illegalParameter']);
  const instance = [json['instance'], json['problemId'], ...entries.map((entry) => entry['problemId'])].find(
    isText,
  );
  return {
    details: sentences(told, redact),
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

/** Looked at together once more: a secret may be split over several. */
function sentences(told: readonly (Json | undefined)[], redact: Redact): readonly string[] {
  const texts = distinct(told, (text) => shown(text, LONGEST_DETAIL, redact));
  const together = texts.join('\n');
  const hidden = redact(together);
  return hidden === together ? texts : [hidden];
}

function distinct(values: readonly (Json | undefined)[], show: (value: string) => string): readonly string[] {
  const texts = values.filter(isText).map(show);
  return [...new Set(texts.filter((text) => text !== ''))].slice(0, MOST_DETAILS);
}

/** The words of an HTML or XML page. The patterns never look further than the next `<`, so they stay linear. */
function withoutMarkup(text: string): string {
  const visible = text.replace(/<(script|style)\b[^<>]*>[^<]*/gi, ' ').replace(/<[^<>]*>/g, ' ');
  return visible.replace(/&(lt|gt|quot|apos|nbsp|#39|amp);/g, (_, name: string) => ENTITIES.get(name) ?? ' ');
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['#39', "'"],
  ['amp', '&'],
]);
