import type { Json } from '../../model/json.ts';
import { ApiError } from '../errors/errors.ts';
import { type HttpRequest, requestName } from './transport.ts';

/** A successful answer, read as JSON, and the request it belongs to. */
export interface Answer {
  readonly request: HttpRequest;
  readonly body: Json;
  /** The body as it was received: numbers that no double holds are exact in it only. */
  readonly text: string;
}

/** No answer of the API is nested more than five deep; what is nested deeper than this would end recursive readers. */
const DEEPEST = 100;

/** Reads a successful answer's body. @throws {ApiError} kind `unreadable` */
export function answerOf(request: HttpRequest, text: string): Answer {
  if (text.trim() === '') throw unreadable(request, 'it is empty');
  if (isTooDeep(text)) throw unreadable(request, `it is nested more than ${DEEPEST} deep`);
  try {
    return { request, body: JSON.parse(text), text };
  } catch {
    // The parser's own error quotes the text, which may hold anything: it does not travel as a cause.
    throw unreadable(request, /^\s*</.test(text) ? 'it is a web page, not JSON' : 'it is not JSON');
  }
}

/**
 * The error for an answer that is not what the API documents. A write with such an answer may have been carried out.
 * @param why completes "The answer to … cannot be read: …"
 */
export function unreadable(request: HttpRequest, why: string): ApiError {
  const name = requestName(request);
  return new ApiError('unreadable', `The answer to ${name} cannot be read: ${why}.`, {
    request: name,
    happened: request.method === 'GET' ? 'nothing' : 'unknown',
    hint: 'A proxy may stand in between, or the API has changed; if it stays so, please report it.',
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
