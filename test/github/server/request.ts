import type { IncomingHttpHeaders } from 'node:http';
import { type Call, problemsOf } from './description.ts';

interface Sent {
  readonly headers: IncomingHttpHeaders;
  readonly query: URLSearchParams;
  readonly body: string;
}

/**
 * The deviations of a request from GitHub's description. Stricter than GitHub, which ignores unknown members.
 */
export function requestProblems(call: Call | undefined, sent: Sent): string[] {
  if (!call) return ['GitHub has no such operation'];
  return [...headerProblems(sent), ...parameterProblems(call, sent.query), ...bodyProblems(call, sent)];
}

/** GitHub responds with 403 to a request without User-Agent. */
function headerProblems({ headers }: Sent): string[] {
  return [
    ...(headers['user-agent'] ? [] : ['header user-agent is missing']),
    ...(headers.accept?.includes('json') ? [] : ['header accept does not ask for JSON']),
  ];
}

function parameterProblems({ operation, values }: Call, query: URLSearchParams): string[] {
  const inQuery = operation.parameters.filter((each) => each.in === 'query');
  const known = new Set(inQuery.map((each) => each.name));
  return [
    ...[...query.keys()].filter((name) => !known.has(name)).map((name) => `query ${name} is unknown`),
    ...inQuery.flatMap(({ name, required, schema }) => {
      const value = query.get(name);
      if (value === null) return required ? [`query ${name} is missing`] : [];
      return problemsOf(schema, typed(value, schema), `query ${name}`);
    }),
    ...(Number(query.get('per_page') ?? 1) > 100 ? ['query per_page: at most 100'] : []),
    ...operation.parameters
      .filter((each) => each.in === 'path')
      .flatMap(({ name, schema }) =>
        problemsOf(schema, typed(values[name] ?? '', schema), `path parameter ${name}`),
      ),
  ];
}

/** A string of a URL as the value in its schema. */
function typed(value: string, schema: Readonly<Record<string, unknown>>): unknown {
  if (schema['type'] === 'integer' && /^\d+$/.test(value)) return Number(value);
  if (schema['type'] === 'boolean' && /^(true|false)$/.test(value)) return value === 'true';
  return value;
}

function bodyProblems({ operation }: Call, { headers, body }: Sent): string[] {
  const schema = operation.requestBody?.content?.['application/json']?.schema;
  if (!schema) return body === '' ? [] : ['a body where GitHub takes none'];
  if (body === '') return operation.requestBody?.required ? ['the body is missing'] : [];
  if (!headers['content-type']?.includes('json')) return ['content-type is not JSON'];
  const value = parsed(body);
  if (typeof value !== 'object' || value === null) return ['the body is no JSON object'];
  const known = Object.keys((schema['properties'] as object | undefined) ?? value);
  return [
    ...Object.keys(value)
      .filter((name) => !known.includes(name))
      .map((name) => `body/${name} is unknown`),
    ...problemsOf(schema, value, 'body'),
  ];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
