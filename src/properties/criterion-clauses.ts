import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';

/**
 * The criteria whose values are shown. Values of all others are not: headers, cookies, query parameters and variables
 * may contain credentials.
 */
const SHOWN: ReadonlySet<string> = new Set([
  'contentType',
  'fileExtension',
  'filename',
  'hostname',
  'matchCpCode',
  'matchResponseCode',
  'path',
  'random',
  'requestMethod',
  'requestProtocol',
  'userLocation',
]);
/** The options that contain values, in the criteria that are shown. `bucket` is a percentage. */
const VALUE_OPTIONS = ['values', 'value', 'bucket', 'countryValues'];
/** How many values of a criterion are shown, and how many characters of each. */
const MOST_VALUES = 5;
const BEGINNING = /^.{0,60}/su;

/** Returns a criterion as a clause: `path matches one of /api/*`. */
export function clauseOf(name: string, options: JsonObject): string {
  if (!SHOWN.has(name)) return `${name} (its values are not shown)`;
  const values = [...VALUE_OPTIONS.flatMap((option) => valuesOf(options[option])), ...rangeOf(options)];
  if (values.length === 0) return name;
  const shown = values.slice(0, MOST_VALUES).map(shortened);
  const more = values.length - shown.length;
  return `${name} ${operatorOf(options)} ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function valuesOf(value: Json | undefined): readonly string[] {
  if (isArray(value)) return value.flatMap((item) => valuesOf(isArray(item) ? undefined : item));
  // The value of a CP code is an object with its ID.
  if (isObject(value)) return isObject(value['id']) ? [] : valuesOf(value['id']);
  return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
}

function rangeOf({ lowerBound, upperBound }: JsonObject): readonly string[] {
  return typeof lowerBound === 'number' && typeof upperBound === 'number'
    ? [`${lowerBound}–${upperBound}`]
    : [];
}

function operatorOf({ matchOperator }: JsonObject): string {
  const isWord = typeof matchOperator === 'string' && /^[A-Z][A-Z_]{0,40}$/.test(matchOperator);
  return isWord ? matchOperator.toLowerCase().replaceAll('_', ' ') : 'is';
}

function shortened(value: string): string {
  const line = value.replace(/\s+/g, ' ');
  // By code points: half of a surrogate pair is no character.
  const [shown = ''] = BEGINNING.exec(line) ?? [];
  return shown === line ? line : `${shown}…`;
}
