import { ApiError } from '../../api/errors/errors.ts';
import type { PlanItem } from '../../model/plan-item.ts';

/**
 * A failed request in Akamai's own text, with the error instance, the manifest members that it concerns, and
 * the fix.
 */
export function apiSentence(error: ApiError, item: PlanItem): string {
  return sentences(apiCause(error, item), error.details.hint ?? '');
}

/** The same text without the fix. */
export function apiCause(error: ApiError, item: PlanItem): string {
  const { instance, members = [] } = error.details;
  const about = members.map((member) => `spec.${member}`).join(', ');
  const place = about === '' ? undefined : `${whereText(item)}, ${about}`;
  const support = instance && !error.message.includes(instance) ? `instance ${instance}` : undefined;
  const aside = [place, support].filter((part) => part !== undefined).join('; ');
  return aside === '' ? error.message : `${unended(error.message)} (${aside})`;
}

/** The location of the manifest: `streams/web.yaml:3`. */
export function whereText(item: PlanItem): string {
  return `${item.source.file}:${item.source.line}`;
}

/** Joins texts to complete sentences and drops empty ones. */
export function sentences(...texts: readonly string[]): string {
  return texts
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map((text) => (/[.!?]$/.test(text) ? text : `${text}.`))
    .join(' ');
}

/** Removes the full stop, so that the text can be part of a longer sentence. */
function unended(text: string): string {
  return text.trim().replace(/\.$/, '');
}

/** An expected failure as text. Any other error is a bug and is thrown again. */
export function failureText(error: unknown, item: PlanItem): string {
  if (error instanceof ApiError) return apiSentence(error, item);
  throw error;
}

const LASTING = new Set(['unauthorized', 'forbidden', 'gone', 'redirect']);

/** Whether a failure is permanent, so that another read does not help. */
export function isForGood({ kind }: ApiError): boolean {
  return LASTING.has(kind);
}
