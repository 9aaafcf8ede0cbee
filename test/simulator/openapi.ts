import { readFileSync } from 'node:fs';
import { isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import { reference } from '../reference.ts';

const file = reference('openapi/datastream-config-v2.openapi.json');
const openapi: Json = file ? (JSON.parse(readFileSync(file, 'utf8')) as Json) : {};

export function at(value: Json, ...path: readonly (string | number)[]): Json {
  return path.reduce<Json>((here, step) => {
    const next = Array.isArray(here) ? here[Number(step)] : isObject(here) ? here[step] : undefined;
    if (next === undefined) throw new Error(`nothing at ${path.join('/')}`);
    return next;
  }, value);
}

export const answerOf = (path: string, method: string, status: string): Json =>
  at(openapi, 'paths', path, method, 'responses', status, 'content', 'application/json', 'schema');
export const detailSchema = () => answerOf('/log/streams/{streamId}', 'get', '200');
export const createSchema = (): Json =>
  at(openapi, 'paths', '/log/streams', 'post', 'requestBody', 'content', 'application/json', 'schema');

export function editSchema(): Json {
  const { put } = at(openapi, 'paths', '/log/streams/{streamId}') as JsonObject;
  return at(put ?? null, 'requestBody', 'content', 'application/json', 'schema');
}
