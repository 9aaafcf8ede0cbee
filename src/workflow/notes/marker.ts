import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { APPROVAL } from '../../model/approval.ts';
import { isArray, isObject, type Json, parseJson } from '../../model/json.ts';
import { list, object, oneOf, type Static, text, timestamp, whole } from '../../model/shape.ts';
import { parseAs } from '../../schema/validate.ts';
import type { Job } from '../forge/job.ts';

const MARKER = object({
  kind: oneOf(['plan', 'outcome', 'drift', 'delivery']),
  /** The target's name. Each target has its own comments. */
  target: text(),
  /** The commit that the comment is about. */
  'head?': text(),
  /** The number and the attempt of the run that wrote it. */
  run: whole(),
  attempt: whole(),
  /**
   * ISO 8601 UTC, by the forge's clock: when the run began to read the account. It is needed because run numbers restart
   * when a workflow is renamed.
   */
  'at?': timestamp(),
  /** The id of the run, which increases across all workflows of a repository. */
  'runId?': whole(),
  /** Digest of an issue's content without the time of the check. The issue is updated only when the digest changes. */
  'content?': text(),
  /** Issues only: digest of the account and the manifest folder, used to find the issue if the target is renamed. */
  'account?': text(),
  'folder?': text(),
  /** Delivery issues: the streams whose logs do not arrive, by `metadata.name`. */
  'streams?': list(text()),
  /** What a plan approves once its change request is merged. */
  'approvals?': list(APPROVAL),
});
/**
 * Identifies the subject of a comment or an issue of ours. The marker is hidden at its end, and runs use it to find and
 * evaluate the comment.
 */
export type Marker = Static<typeof MARKER>;

const MOST_DEPTH = 64;
const OPEN = '<!-- datastream-gitops:v1 ';
const CLOSE = ' -->';
/** Matches only at the very end, so that no name in the text can pose as a marker. */
const AT_THE_END = /<!-- datastream-gitops:v1 ([A-Za-z0-9_-]+)(?: ([0-9a-f]{32}))? -->\s*$/;
const DIGEST_LENGTH = 32;

/**
 * Maximum size of a decompressed marker, in bytes. It is more than any plan can approve, and it limits what a forged
 * comment can decompress to.
 */
const MOST_BYTES = 8 * 1024 * 1024;

/**
 * Encodes the marker as an HTML comment. It is Base64, so that nothing in it can end the comment. It is compressed,
 * because contents resemble each other.
 */
export function encodeMarker(marker: Marker, digest?: string): string {
  const hidden = deflateRawSync(JSON.stringify(marker), { level: 9 }).toString('base64url');
  return `${OPEN}${hidden}${digest === undefined ? '' : ` ${digest}`}${CLOSE}`;
}

/** Identifies the run that wrote a note, and its order. */
export function runMarker({
  run,
  readAt,
}: Pick<Job, 'run' | 'readAt'>): Pick<Marker, 'run' | 'attempt' | 'at' | 'runId'> {
  const runId = Number(run.id);
  return {
    run: run.number,
    attempt: run.attempt,
    ...(readAt === undefined ? {} : { at: readAt }),
    ...(Number.isSafeInteger(runId) && runId > 0 ? { runId } : {}),
  };
}

/** Appends the marker to a text, as it is posted. */
export function withMarker(text: string, marker: Marker): string {
  return `${text.trimEnd()}\n\n${encodeMarker(marker, digestOf(text))}`;
}

/** Returns how many characters `withMarker` adds to a text. */
export function markerLength(marker: Marker): number {
  return encodeMarker(marker).length + 2 + 1 + DIGEST_LENGTH;
}

/** Digest of a text without its line endings, because editors of forges change them. */
function digestOf(text: string): string {
  const plain = text.replaceAll('\r\n', '\n').trim();
  return createHash('sha256').update(plain).digest('hex').slice(0, DIGEST_LENGTH);
}

/** Returns the text before a marker. */
export function textOf(body: string): string {
  return body.slice(0, AT_THE_END.exec(body)?.index).trimEnd();
}

/**
 * Returns whether the text before a marker differs from the text that the marker was written for, which means that
 * someone edited the comment.
 */
export function isEdited(body: string): boolean {
  const found = AT_THE_END.exec(body);
  const digest = found?.[2];
  return digest !== undefined && digest !== digestOf(textOf(body));
}

/**
 * Returns whether `a` is from a newer run than `b`: first by the time at which they read the account, then by run and
 * attempt.
 */
export function isNewer(a: Marker, b: Marker): boolean {
  const [first, second] = [orderOf(a), orderOf(b)];
  const place = first.findIndex((value, at) => value !== second[at]);
  return place >= 0 && (first[place] ?? 0) > (second[place] ?? 0);
}

function orderOf({ at, runId = 0, run, attempt }: Marker): readonly number[] {
  return [at === undefined ? 0 : Date.parse(at), runId, run, attempt];
}

/**
 * Decodes the marker of a body.
 * @returns nothing if the body has no marker or an invalid one
 */
export function decodeMarker(body: string): Marker | undefined {
  const [, hidden] = AT_THE_END.exec(body) ?? [];
  return hidden === undefined ? undefined : parseMarker(hidden);
}

function parseMarker(hidden: string): Marker | undefined {
  const marker = parseAs(MARKER, parseJson(unpacked(hidden)));
  return marker?.approvals?.every(({ wanted }) => !wanted || isShallow(wanted.spec)) === false
    ? undefined
    : marker;
}

/** Returns an empty string if the text is not compressed, or if it is larger than a marker can be. */
function unpacked(hidden: string): string {
  try {
    const packed = Buffer.from(hidden, 'base64url');
    return inflateRawSync(packed, { maxOutputLength: MOST_BYTES }).toString('utf8');
  } catch {
    return '';
  }
}

/**
 * Limits the depth. No manifest is nested so deeply, and functions that walk through the value need not handle more.
 */
function isShallow(value: Json, depth = MOST_DEPTH): boolean {
  if (depth === 0) return false;
  const inner = isArray(value) ? value : isObject(value) ? Object.values(value) : [];
  return inner.every((one) => isShallow(one, depth - 1));
}
