import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import { LOG_TYPES, type LogType } from '../../src/model/collection.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import { reference } from '../reference.ts';
import { answerInV3, BASE, ONLY_CDN_PATHS, ONLY_V3_PATHS, requestInV3 } from './v3.ts';

/** One request of the product and its response, as sent over the wire. */
export interface Exchange {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly body?: string;
  readonly status: number;
  readonly answer: string;
  /** Milliseconds since 1970 when it was sent. */
  readonly at?: number;
}

/** One operation of the official description, in its version 3 form for a log type. */
interface Operation {
  readonly logType: LogType;
  /** Its path in v2, or after `/log/{logType}` if only v3 has it. */
  readonly path: string;
  readonly query: readonly JsonObject[];
  readonly request?: JsonObject;
  readonly answers: Readonly<Record<string, JsonObject | undefined>>;
}

const file = reference('openapi/datastream-config-v2.openapi.json');

/** The vendor's description of version 2, empty if the reference folder is absent. */
export const openapi: Json = file ? JSON.parse(readFileSync(file, 'utf8')) : {};

/** A part of JSON by path. */
export function at(value: Json | undefined, ...path: readonly (string | number)[]): Json | undefined {
  return path.reduce<Json | undefined>((inner, step) => {
    if (isArray(inner)) return inner[Number(step)];
    return isObject(inner) ? inner[step] : undefined;
  }, value);
}

const ajv = new Ajv({
  strict: false,
  allErrors: true,
  formats: { 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/ },
  // Optimizing takes longer than validating the few exchanges of each schema.
  code: { optimize: false },
});
const compiled = new WeakMap<JsonObject, ValidateFunction>();
/** By text, because several log types have schemas with the same text. */
const compiledTexts = new Map<string, ValidateFunction>();

function compile(schema: JsonObject): ValidateFunction {
  const known = compiled.get(schema);
  if (known) return known;
  const text = JSON.stringify(schema);
  const validate = compiledTexts.get(text) ?? ajv.compile(schema);
  compiledTexts.set(text, validate);
  compiled.set(schema, validate);
  return validate;
}

/** The validation errors of a value, or none if it is valid. */
export function complaints(schema: JsonObject, value: Json): readonly string[] {
  const validate = compile(schema);
  validate(value);
  return (validate.errors ?? []).map(
    (error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`,
  );
}

/** All deviations of an exchange from the official description, with the table of v3. */
export function faults(exchange: Exchange): readonly string[] {
  const [path = '', query = ''] = exchange.path.split('?');
  const operation = operationOf(exchange.method, path);
  if (!operation) return [`no operation ${exchange.method} ${path}`];
  return [
    ...queryFaults(operation, new URLSearchParams(query)),
    ...requestFaults(operation, exchange.body),
    ...answerFaults(operation, exchange),
  ].map((fault) => `${exchange.method} ${exchange.path}: ${fault}`);
}

/** `GET cdn /log/streams/{streamId}`: the operation of an exchange. */
export function operationName({ method, path }: Pick<Exchange, 'method' | 'path'>): string {
  const operation = operationOf(method, path.split('?', 1).join(''));
  return operation ? `${method} ${operation.logType} ${operation.path}` : `${method} ${path} (unknown)`;
}

/** By method, log type and path. */
const operations = new Map<string, Operation>();

function operationOf(method: string, path: string): Operation | undefined {
  const logType = LOG_TYPES.find((known) => path.startsWith(`${BASE.v3}${known}/`));
  if (!logType) return undefined;
  const rest = path.slice(`${BASE.v3}${logType}`.length);
  const own = ONLY_V3_PATHS.find((each) => each.logType === logType && fits(each.path, rest));
  if (own && method === 'GET') {
    const query = own.query.map((name) => ({ name, schema: { type: 'integer' } }));
    return { logType, path: own.path, query, answers: { 200: own.answer } };
  }
  const paths = at(openapi, 'paths');
  const known = Object.keys(isObject(paths) ? paths : {}).find((each) => fits(each, `${BASE.v2}${rest}`));
  const described = known === undefined ? undefined : at(paths, known, method.toLowerCase());
  if (known === undefined || !isObject(described)) return undefined;
  if (logType !== 'cdn' && ONLY_CDN_PATHS.some((only) => only === known)) return undefined;
  const name = `${method} ${logType} ${known}`;
  const operation = operations.get(name) ?? describe(logType, known, described);
  operations.set(name, operation);
  return operation;
}

function describe(logType: LogType, path: string, described: JsonObject): Operation {
  const parameters = described['parameters'];
  const request = at(described, 'requestBody', 'content', 'application/json', 'schema');
  const responses = isObject(described['responses']) ? described['responses'] : {};
  return {
    logType,
    path,
    query: isArray(parameters) ? parameters.filter(isObject) : [],
    ...(isObject(request) ? { request: requestInV3(request, logType) } : {}),
    answers: Object.fromEntries(
      Object.entries(responses).map(([status, answer]) => [status, answerSchema(logType, answer)]),
    ),
  };
}

/** Whole streams, lists of them and rows are mapped to v3. Other responses are unchanged. */
function answerSchema(logType: LogType, answer: Json): JsonObject | undefined {
  const schema = at(answer, 'content', 'application/json', 'schema');
  if (!isObject(schema)) return undefined;
  const items = schema['items'];
  const isStream = (one: JsonObject) => at(one, 'properties', 'streamStatus') !== undefined;
  if (isStream(schema)) return answerInV3(schema, logType);
  if (isObject(items) && isStream(items)) return { ...schema, items: answerInV3(items, logType) };
  return schema;
}

function fits(pattern: string, path: string): boolean {
  const parts = pattern.split('/');
  const segments = path.split('/');
  if (parts.length !== segments.length) return false;
  return parts.every((part, index) =>
    part.startsWith('{') ? segments[index] !== '' : part === segments[index],
  );
}

function queryFaults({ query }: Operation, given: URLSearchParams): readonly string[] {
  return [...given].flatMap(([name, text]) => {
    const schema = query.find((parameter) => parameter['name'] === name)?.['schema'];
    if (!isObject(schema)) return [`the query parameter ${name} is not described`];
    const value = schema['type'] === 'string' ? text : safely(text);
    return complaints(schema, value).map((complaint) => `query ${name}: ${complaint}`);
  });
}

function requestFaults({ request }: Operation, body: string | undefined): readonly string[] {
  if (!request) return body === undefined ? [] : ['has a body that is not described'];
  return body === undefined ? ['lacks its body'] : complaints(request, safely(body));
}

function answerFaults({ answers }: Operation, { status, answer }: Exchange): readonly string[] {
  if (!(String(status) in answers)) return [`the status ${status} is not described: ${answer}`];
  const schema = answers[status];
  if (!schema) return answer === '' ? [] : ['has an answer where none is described'];
  return complaints(schema, safely(answer)).map((complaint) => `answer: ${complaint}`);
}

/** JSON, or the text itself if it is not JSON. */
function safely(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
