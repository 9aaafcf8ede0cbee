import type { Json, JsonObject } from '../../src/model/json.ts';
import { isArray, isObject } from '../../src/model/json.ts';
import { at, openapi } from './exchanges.ts';

/** One of the vendor's own examples, and its position in the official OpenAPI. */
export interface Sample {
  readonly name: string;
  readonly value: JsonObject;
}

const STREAMS = ['paths', '/log/streams'] as const;
const STREAM = ['paths', '/log/streams/{streamId}'] as const;
const MIGRATION = ['paths', '/migration/ds1-to-ds2/create', 'post'] as const;
const PREPARATION = ['paths', '/migration/ds1-to-ds2/prepare', 'post', 'responses', '207'] as const;
const JSON_BODY = ['content', 'application/json'] as const;

/** Bodies of creates. */
export const CREATES = examples('POST', ...STREAMS, 'post', 'requestBody', ...JSON_BODY, 'examples');

/** Bodies of updates. */
export const EDITS = examples('PUT', ...STREAM, 'put', 'requestBody', ...JSON_BODY, 'examples');

/** Bodies of PATCH, which the product does not call, each applied to an update of its kind of destination. */
export const PATCHES = patches();

/** Streams that the migration API accepts or proposes, each with one destination, as it requires. */
export const MIGRATED = [
  ...migrated('create', at(openapi, ...MIGRATION, 'requestBody', ...JSON_BODY, 'example')),
  ...examples('prepare', ...PREPARATION, ...JSON_BODY, 'examples').flatMap(({ name, value }) =>
    migrated(name, value),
  ),
];

/** Whole streams in responses. */
export const DETAILS = [
  ...answer('POST', ...STREAMS, 'post', 'responses', '201'),
  ...['get', 'put', 'patch'].flatMap((verb) =>
    answer(verb.toUpperCase(), ...STREAM, verb, 'responses', '200'),
  ),
  ...['activate', 'deactivate'].flatMap((verb) =>
    answer(`POST ${verb}`, 'paths', `/log/streams/{streamId}/${verb}`, 'post', 'responses', '200'),
  ),
  ...answer('GET history', 'paths', '/log/streams/{streamId}/history', 'get', 'responses', '200'),
  ...migrated('create 202', at(openapi, ...MIGRATION, 'responses', '202', ...JSON_BODY, 'example')),
];

/** Rows of the list of streams. */
export const ROWS = objects(at(openapi, ...STREAMS, 'get', 'responses', '200', ...JSON_BODY, 'example'));

/** The refusal of a migration. */
export const REFUSAL = at(
  openapi,
  ...MIGRATION,
  'responses',
  '400',
  'content',
  'application/problem+json',
  'example',
);

function examples(prefix: string, ...path: readonly string[]): readonly Sample[] {
  const all = at(openapi, ...path);
  return Object.entries(isObject(all) ? all : {}).flatMap(([name, example]) => {
    const value = at(example, 'value');
    return isObject(value) ? [{ name: `${prefix} ${name}`, value }] : [];
  });
}

function answer(name: string, ...path: readonly string[]): readonly Sample[] {
  const example = at(openapi, ...path, ...JSON_BODY, 'example');
  if (isObject(example)) return [{ name, value: example }];
  return objects(example).map((value, index) => ({ name: `${name} ${index}`, value }));
}

/** Migration has destinations in a list, or next to all streams. A resulting stream has exactly one. */
function migrated(name: string, payload: Json | undefined): readonly Sample[] {
  const shared = objects(at(payload, 'commonDestinations'));
  return objects(at(payload, 'streams')).flatMap(({ ds1StreamId, validation: _, destinations, ...stream }) =>
    [...objects(destinations), ...shared].map((destination) => ({
      name: `migration ${name} ${String(ds1StreamId)} ${String(destination['destinationType'])}`,
      value: { ...stream, destination },
    })),
  );
}

function patches(): readonly Sample[] {
  const all = at(
    openapi,
    ...STREAM,
    'patch',
    'requestBody',
    'content',
    'application/json-patch+json',
    'examples',
  );
  return Object.entries(isObject(all) ? all : {}).map(([name, example]) => ({
    name: `PATCH ${name}`,
    value: objects(at(example, 'value')).reduce<JsonObject>(replaced, baseOf(name)),
  }));
}

function baseOf(patch: string): JsonObject {
  const name = patch === 'Update destination' ? 'PUT Splunk' : 'PUT S3';
  return EDITS.find((edit) => edit.name === name)?.value ?? {};
}

function replaced(stream: JsonObject, { op, path, value }: JsonObject): JsonObject {
  if (op !== 'REPLACE' || typeof path !== 'string' || value === undefined)
    throw new Error(`a new kind of patch: ${op}`);
  return { ...stream, [path.slice(1)]: value };
}

function objects(list: Json | undefined): readonly JsonObject[] {
  return isArray(list) ? list.filter(isObject) : [];
}
