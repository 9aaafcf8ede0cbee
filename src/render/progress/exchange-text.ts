import type { MessageContent, RunEvent } from '../../model/event.ts';
import { count, thousands } from '../text/words.ts';

type Exchange = Extract<RunEvent, { tag: 'request' | 'response' }>;

/**
 * Returns the line of `--debug` for a request or a response:
 * `09:00:01.250 response 12: GET /path, attempt 2; 200 after 180 ms; retry-after: 5; 31 bytes of application/json: {…}`.
 *
 * @param now milliseconds since 1970
 */
export function exchangeText(event: Exchange, now: number): string {
  const time = new Date(now).toISOString().slice(11, -1);
  const facts = [
    `${time} ${exchangeHead(event)}`,
    ...(event.tag === 'response' ? [resultText(event)] : []),
    ...(event.content ? [contentText(event.content)] : []),
  ];
  return facts.join('; ');
}

/** Returns which request it is: `response 12: GET /path, attempt 2`. */
export function exchangeHead({ tag, id, method, path, attempt }: Exchange): string {
  return `${tag} ${id}: ${method} ${path}${attempt === 1 ? '' : `, attempt ${attempt}`}`;
}

function resultText({
  status,
  because,
  milliseconds,
  headers = {},
}: Extract<Exchange, { tag: 'response' }>): string {
  const result = status === undefined ? `no response (${because})` : String(status);
  const named = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`${result} after ${thousands(milliseconds)} ms`, ...named].join('; ');
}

function contentText({ bytes, type, text }: MessageContent): string {
  const size = `${count(bytes, 'byte')}${type === undefined ? '' : ` of ${type}`}`;
  return text === undefined ? `${size}, not shown` : `${size}: ${text}`;
}
