import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Approval, DesiredContent } from '../../model/approval.ts';
import { KINDS as APIS, LOG_TYPES } from '../../model/collection.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { DesiredState } from '../../model/manifest.ts';

/**
 * Identifies the subject of a comment or an issue of ours. The marker is hidden at its end, and runs use it to find and
 * evaluate the comment.
 */
export interface Marker {
  readonly kind: 'plan' | 'outcome' | 'drift';
  /** The target's name. Each target has its own comments. */
  readonly target: string;
  /** The commit that the comment is about. */
  readonly head?: string;
  /** `GITHUB_RUN_NUMBER` and `GITHUB_RUN_ATTEMPT` of the run that wrote it. */
  readonly run: number;
  readonly attempt: number;
  /**
   * ISO 8601 UTC, by GitHub's clock: when the run began to read the account. It is needed because run numbers restart
   * when a workflow is renamed.
   */
  readonly at?: string;
  /** `GITHUB_RUN_ID`: increases across all workflows of a repository. */
  readonly runId?: number;
  /** Digest of an issue's content without the time of the check. The issue is updated only when the digest changes. */
  readonly content?: string;
  /** Issues only: digest of the account and the manifest folder, used to find the issue if the target is renamed. */
  readonly account?: string;
  readonly folder?: string;
  /** What a plan approves once its pull request is merged. */
  readonly approvals?: readonly Approval[];
}

const MOST_DEPTH = 64;
const STATES: readonly DesiredState[] = ['active', 'inactive', 'absent'];
const OPEN = '<!-- datastream-gitops:v1 ';
const CLOSE = ' -->';
/** Matches only at the very end, so that no name in the text can pose as a marker. */
const AT_THE_END = /<!-- datastream-gitops:v1 ([A-Za-z0-9_-]+)(?: ([0-9a-f]{32}))? -->\s*$/;
const DIGEST_LENGTH = 32;
const KINDS: readonly string[] = ['plan', 'outcome', 'drift'] satisfies readonly Marker['kind'][];

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

/** Appends the marker to a text, as it is posted. */
export function withMarker(text: string, marker: Marker): string {
  return `${text.trimEnd()}\n\n${encodeMarker(marker, digestOf(text))}`;
}

/** Returns how many characters `withMarker` adds to a text. */
export function markerLength(marker: Marker): number {
  return encodeMarker(marker).length + 2 + 1 + DIGEST_LENGTH;
}

/** Digest of a text without its line endings, because GitHub's editor changes them. */
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
  return hidden === undefined ? undefined : markerOf(parse(hidden));
}

function parse(hidden: string): Json {
  try {
    const packed = Buffer.from(hidden, 'base64url');
    const value: Json = JSON.parse(inflateRawSync(packed, { maxOutputLength: MOST_BYTES }).toString('utf8'));
    return value;
  } catch {
    return null;
  }
}

function markerOf(value: Json): Marker | undefined {
  if (!isObject(value)) return undefined;
  const { kind, target, head, run, attempt, at, runId, content, account, folder, approvals } = value;
  if (!isKind(kind) || typeof target !== 'string' || !isCount(run) || !isCount(attempt)) return undefined;
  if (head !== undefined && typeof head !== 'string') return undefined;
  if (at !== undefined && !isTime(at)) return undefined;
  if (runId !== undefined && !isCount(runId)) return undefined;
  if (![content, account, folder].every((text) => text === undefined || typeof text === 'string'))
    return undefined;
  const given = approvals === undefined ? undefined : approvalsOf(approvals);
  if (approvals !== undefined && given === undefined) return undefined;
  return {
    kind,
    target,
    ...(head === undefined ? {} : { head }),
    run,
    attempt,
    ...(at === undefined ? {} : { at }),
    ...(runId === undefined ? {} : { runId }),
    ...(typeof content === 'string' ? { content } : {}),
    ...(typeof account === 'string' ? { account } : {}),
    ...(typeof folder === 'string' ? { folder } : {}),
    ...(given ? { approvals: given } : {}),
  };
}

function isKind(value: Json | undefined): value is Marker['kind'] {
  return typeof value === 'string' && KINDS.includes(value);
}

function isTime(value: Json): value is string {
  return typeof value === 'string' && Number.isFinite(Date.parse(value));
}

function isCount(value: Json | undefined): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/** Returns all approvals or none: if one of them is invalid, the comment approves nothing. */
function approvalsOf(value: Json): readonly Approval[] | undefined {
  if (!isArray(value)) return undefined;
  const approvals = value.flatMap((one) => (isObject(one) ? (approvalOf(one) ?? []) : []));
  return approvals.length === value.length ? approvals : undefined;
}

function approvalOf({
  kind,
  logType,
  name,
  streamId,
  base,
  active,
  desired,
  wanted,
}: JsonObject): Approval | undefined {
  const api = APIS.find((known) => known === kind);
  const type = LOG_TYPES.find((known) => known === logType);
  if (api === undefined || (logType !== undefined && type === undefined)) return undefined;
  if (typeof name !== 'string' || typeof desired !== 'string') return undefined;
  if (streamId !== undefined && !isCount(streamId)) return undefined;
  if (active !== undefined && typeof active !== 'boolean') return undefined;
  if (base === undefined || (base !== null && !isCount(base))) return undefined;
  const content = wanted === undefined ? undefined : parseDesiredContent(wanted);
  if (wanted !== undefined && content === undefined) return undefined;
  return {
    kind: api,
    ...(type === undefined ? {} : { logType: type }),
    name,
    ...(streamId === undefined ? {} : { streamId }),
    base,
    ...(active === undefined ? {} : { active }),
    desired,
    ...(content ? { wanted: content } : {}),
  };
}

function parseDesiredContent(value: Json): DesiredContent | undefined {
  if (!isObject(value)) return undefined;
  const { streamName, state, spec } = value;
  const known = STATES.find((one) => one === state);
  if (typeof streamName !== 'string' || known === undefined || !isObject(spec) || !isShallow(spec))
    return undefined;
  return { streamName, state: known, spec };
}

/**
 * Limits the depth. No manifest is nested so deeply, and functions that walk through the value need not handle more.
 */
function isShallow(value: Json, depth = MOST_DEPTH): boolean {
  if (depth === 0) return false;
  const inner = isArray(value) ? value : isObject(value) ? Object.values(value) : [];
  return inner.every((one) => isShallow(one, depth - 1));
}
