import { cardOf } from '../destinations/destination-paths.ts';
import { DESTINATION_SETS } from '../destinations/registry.ts';
import type { DestinationSet } from '../model/destination-card.ts';
import { isArray, isObject, type Json, type JsonObject, parseJson } from '../model/json.ts';
import { REDACTED } from '../model/secret.ts';
import { credentialOf, isSecretSegment } from './credentials.ts';
import { OMITTED_TEXT } from './redactor.ts';
import type { Redact } from './server-text.ts';
import { looksRandom } from './urls/random-text.ts';
import { isSecretName } from './urls/secret-names.ts';
import { secretParts } from './urls/secret-parts.ts';
import { redactedUrl } from './urls/secret-url.ts';

/** Which members of a body may be shown, by their names and at any depth. */
export interface ShownMembers {
  readonly plain: ReadonlySet<string>;
  /** Members with text of a server, which may quote anything. What looks like a credential in it is redacted. */
  readonly sentences: ReadonlySet<string>;
}

/** The part of a body that may be shown. Its texts may still quote a secret that the caller knows. */
export interface ShownBody {
  /** JSON in one line. Absent: the body is not shown. */
  readonly text?: string;
  /** The values that are not shown, since texts of a server may quote them. Absent: there are too many. */
  readonly hidden?: readonly string[];
}

/** A body with more hidden values is not shown at all, because each of them would have to be searched for. */
const MOST_HIDDEN = 300;

/** Maximum number of items of a list that are shown. */
const MOST_ITEMS = 10;

/** Responses of the APIs have about ten levels; a deeper body is not one of theirs. */
const DEEPEST = 20;

/** Characters. A longer string is not a value that people read. */
const LONGEST_STRING = 500;

/** Characters. A longer body is not shown, because redaction does not search longer texts. */
const LONGEST_BODY = 60_000;

/**
 * Returns what may be shown of the body of a request or a response. It is an allow-list: a member is shown if its name
 * is listed or if the card of its destination says that it is no credential. Other members are only counted. A body that
 * is not a JSON object or list, and one that is not understood, are not shown.
 *
 * @param members absent: nothing may be shown, as for logs
 */
export function shownBody(body: string, members: ShownMembers | undefined): ShownBody {
  if (body.trim() === '') return { hidden: [] };
  const json = parseJson(body) as Json | undefined;
  if (members === undefined || !(isObject(json) || isArray(json))) return {};
  const hidden = new Set<string>();
  const shown = new BodyReader(members, hidden).value(json, '', 0);
  if (shown === undefined || hidden.size > MOST_HIDDEN) return {};
  const text = JSON.stringify(shown);
  return text.length > LONGEST_BODY ? { hidden: [...hidden] } : { text, hidden: [...hidden] };
}

/** Reads one body and collects what it hides. */
class BodyReader {
  readonly #members: ShownMembers;
  readonly #hidden: Set<string>;

  constructor(members: ShownMembers, hidden: Set<string>) {
    this.#members = members;
    this.#hidden = hidden;
  }

  /** @returns undefined if the value is too deep, which the caller treats as not understood */
  value(value: Json, name: string, depth: number): Json | undefined {
    if (depth > DEEPEST) return undefined;
    if (isArray(value)) return this.#list(value, (item) => this.value(item, name, depth + 1));
    if (!isObject(value)) return this.#scalar(value, name);
    return this.#object(value, (inner, member) => {
      const set = DESTINATION_SETS.find((one) => one.member === member);
      if (set) return this.#destinations(set, inner);
      const { plain, sentences } = this.#members;
      return plain.has(member) || sentences.has(member) ? this.value(inner, member, depth + 1) : undefined;
    });
  }

  #list(items: readonly Json[], show: (item: Json) => Json | undefined): Json {
    const shown = items.map((item) => show(item) ?? this.#hide(item));
    if (shown.length <= MOST_ITEMS) return shown;
    return [...shown.slice(0, MOST_ITEMS), `… ${items.length - MOST_ITEMS} more`];
  }

  /** Shows the members of an object. Even the names of the others may contain a secret, so they are only counted. */
  #object(object: JsonObject, show: (value: Json, member: string) => Json | undefined): JsonObject {
    const members = Object.entries(object).map(([member, value]) => ({
      member,
      value,
      shown: show(value, member),
    }));
    const others = members.filter(({ shown }) => shown === undefined);
    for (const { member, value } of others) this.#hide({ [member]: value });
    const known = members.flatMap(({ member, shown }) => (shown === undefined ? [] : [[member, shown]]));
    return {
      ...Object.fromEntries(known),
      ...(others.length === 0 ? {} : { '…': `${others.length} not shown` }),
    };
  }

  #scalar(value: null | boolean | number | string, name: string): Json {
    if (typeof value !== 'string') return value;
    if (value.length > LONGEST_STRING) return this.#hide(value);
    return this.#members.sentences.has(name) ? withoutCredentials(value) : value;
  }

  /** A list of streams has the names of connectors only. */
  #destinations(set: DestinationSet, value: Json): Json {
    if (isArray(value)) return this.#list(value, (item) => this.#destination(set, item));
    return this.#destination(set, value);
  }

  #destination(set: DestinationSet, value: Json): Json {
    if (!isObject(value)) return this.#hide(value);
    const card = cardOf(set, value);
    return this.#object(value, (inner, member) => {
      if (member === set.typeMember || member === set.nameMember) return this.#plain(inner);
      if (card?.readOnly.includes(member)) return this.#plain(inner);
      if (!card || !Object.hasOwn(card.members, member)) return undefined;
      // A host that is the default from an address would reveal an address that the manifest declares as secret.
      const isSecret = credentialOf(card, member) || card.members[member]?.defaultHostOf !== undefined;
      return isSecret ? this.#hide(inner) : this.#plain(inner);
    });
  }

  #plain(value: Json): Json {
    return isObject(value) || isArray(value) ? this.#hide(value) : this.#scalar(value, '');
  }

  /** Records all values and names in a value, iteratively: the body of a server may have any depth. */
  #hide(value: Json): Json {
    const waiting: Json[] = [value];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (this.#hidden.size > MOST_HIDDEN) break;
      if (isArray(at)) waiting.push(...at.slice(0, MOST_HIDDEN + 1));
      else if (isObject(at)) waiting.push(...this.#unknownIn(at));
      else if (typeof at === 'string') for (const part of partsOf(at)) this.#hidden.add(part);
      else if (typeof at === 'number' && at > 999) this.#hidden.add(String(at));
    }
    return value === null || value === '' || typeof value === 'boolean' ? value : REDACTED;
  }

  /** A listed name is no secret, wherever it is. */
  #unknownIn(object: JsonObject): readonly Json[] {
    const { plain, sentences } = this.#members;
    return Object.entries(object)
      .slice(0, MOST_HIDDEN + 1)
      .flatMap(([name, value]) => (plain.has(name) || sentences.has(name) ? [value] : [name, value]));
  }
}

/** A server may quote only the token of `Bearer TOKEN` or of a URL. */
function partsOf(text: string): readonly string[] {
  const inUrl = URL.canParse(text) ? secretParts('url-path', text, isSecretSegment) : [];
  return [...secretParts('whole', text), ...inUrl];
}

/**
 * Redacts what looks like a credential in the text of a server: a word that looks generated, an address with secret
 * parts, and what follows the name of a credential (`password: …`). The known secrets are redacted separately.
 */
function withoutCredentials(text: string): string {
  const names = [...text.matchAll(/[\w-]+(?=["']?\s*[=:])/g)].map(([name]) => name).filter(isSecretName);
  return names
    .reduce((rest, name) => rest.replace(valueAfter(name), `$1${REDACTED}`), text)
    .split(/(\s+)/)
    .map(withoutCredential)
    .join('');
}

function valueAfter(name: string): RegExp {
  return new RegExp(`(\\b${name}["']?\\s*[=:]\\s*["']?)[^\\s"',;]+`, 'g');
}

function withoutCredential(word: string): string {
  const start = word.search(/[a-z][a-z\d+.-]*:\/\//i);
  if (start < 0) return looksRandom(word.replace(/^\W+|\W+$/g, '')) ? REDACTED : word;
  const url = word.slice(start);
  return word.slice(0, start) + (redactedUrl('url-path', url) ?? url);
}

/**
 * Redacts a shown body. If redaction changes more than values, or if a secret is split over several values, nothing is
 * left.
 *
 * @param redact redacts the secrets of the run and the values that the exchange hides
 */
export function redactBody(text: string, redact: Redact): string {
  const clean = redact(text);
  const json = parseJson(clean);
  if (json === undefined) return OMITTED_TEXT;
  const together = stringsIn(json as Json)
    .join('')
    .replaceAll(REDACTED, '');
  return redact(together) === together ? clean : OMITTED_TEXT;
}

function stringsIn(value: Json): readonly string[] {
  if (typeof value === 'string') return [value];
  if (isArray(value)) return value.flatMap(stringsIn);
  return isObject(value) ? Object.values(value).flatMap(stringsIn) : [];
}
