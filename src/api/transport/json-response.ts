import { type HttpRequest, requestName } from '../../http/request.ts';
import type { Json } from '../../model/json.ts';
import { ApiError } from '../errors/errors.ts';
import { onlyReads } from './only-reads.ts';

/** A successful response, parsed as JSON, and its request. */
export interface JsonResponse {
  readonly request: HttpRequest;
  readonly body: Json;
  /** The body as received. Only here are numbers exact that a double cannot represent. */
  readonly text: string;
}

/**
 * Maximum nesting of a response. Responses of the API have at most five levels. Deeper nesting than this maximum
 * would overflow the stack of recursive code.
 */
const DEEPEST = 100;

/**
 * Parses the body of a successful response.
 * @throws {ApiError} kind `unreadable`
 */
export function parseJsonResponse(request: HttpRequest, text: string): JsonResponse {
  if (text.trim() === '') throw unreadable(request, 'it is empty');
  if (isTooDeep(text)) throw unreadable(request, `it is nested more than ${DEEPEST} deep`);
  try {
    return { request, body: JSON.parse(text), text };
  } catch {
    // The parser's own error quotes the body, which may contain anything. It is therefore not set as the cause.
    throw unreadable(request, /^\s*</.test(text) ? 'it is a web page, not JSON' : 'it is not JSON');
  }
}

/**
 * Creates the error for a response that does not match the API's documentation. A write with such a response may have
 * been executed.
 * @param why completes "The response to … cannot be read: …"
 */
export function unreadable(request: HttpRequest, why: string): ApiError {
  const name = requestName(request);
  return new ApiError('unreadable', `The response to ${name} cannot be read: ${why}.`, {
    request: name,
    happened: onlyReads(request) ? 'nothing' : 'unknown',
    hint: 'A proxy may be in between, or the API has changed. If it happens again, please report it.',
  });
}

/** Counts brackets outside of strings, in one pass. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (inString && letter === '\\') at += 1;
    else if (letter === '"') inString = !inString;
    else if (!inString && (letter === '[' || letter === '{')) depth += 1;
    else if (!inString && (letter === ']' || letter === '}')) depth -= 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}
