import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Approval, DesiredContent } from '../../model/approval.ts';
import { KINDS as APIS, LOG_TYPES } from '../../model/collection.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { DesiredState } from '../../model/manifest.ts';

/** What a comment or an issue of ours is about, hidden at its end: it is found, and judged, by this. */
export interface Marker {
  readonly kind: 'plan' | 'outcome' | 'drift';
  /** The target's name; each target has comments of its own. */
  readonly target: string;
  /** The commit that it is about. */
  readonly head?: string;
  /** `GITHUB_RUN_NUMBER` and `GITHUB_RUN_ATTEMPT` of the run that wrote it. */
  readonly run: number;
  readonly attempt: number;
  /** By GitHub's clock, ISO 8601 UTC: when the run began to read the account. Run numbers restart when a workflow is renamed. */
  readonly at?: string;
  /** `GITHUB_RUN_ID`: grows over all workflows of a repository. */
  readonly runId?: number;
  /** Digest of what an issue says, apart from when it was looked: it is written again only when that changes. */
  readonly content?: string;
  /** Of an issue: digest of the account and the folder of manifests, by which it is found if the target is renamed. */
  readonly account?: string;
  readonly folder?: string;
  /** What a plan approves, once its pull request is merged. */
  readonly approvals?: readonly Approval[];
}

const MOST_DEPTH = 64;
const STATES: readonly DesiredState[] = ['active', 'inactive', 'absent'];
const OPEN = '<!-- datastream-gitops:v1 ';
const CLOSE = ' -->';
/** Only at the very end: whatever a name in the text pretends to be, nothing of it stands there. */
const AT_THE_END = /<!-- datastream-gitops:v1 ([A-Za-z0-9_-]+)(?: ([0-9a-f]{32}))? -->\s*$/;
const DIGEST_LENGTH = 32;
const KINDS: readonly string[] = ['plan', 'outcome', 'drift'] satisfies readonly Marker['kind'][];

/** More than any plan can approve, and little enough for whatever a forged comment unfolds to. */
const MOST_BYTES = 8 * 1024 * 1024;

/** The marker as an HTML comment. Base64, so that nothing in it can end the comment; compressed, since contents resemble each other. */
export function encodeMarker(marker: Marker, digest?: string): string {
  const hidden = deflateRawSync(JSON.stringify(marker), { level: 9 }).toString('base64url');
  return `${OPEN}${hidden}${digest === undefined ? '' : ` ${digest}`}${CLOSE}`;
}

/** A text with its marker behind it, as it is posted. */
export function withMarker(text: string, marker: Marker): string {
  return `${text.trimEnd()}\n\n${encodeMarker(marker, digestOf(text))}`;
}

/** What `withMarker` adds to a text, in characters. */
export function markerLength(marker: Marker): number {
  return encodeMarker(marker).length + 2 + 1 + DIGEST_LENGTH;
}

/** GitHub's editor writes other line ends. */
function digestOf(text: string): string {
  const plain = text.replaceAll('\r\n', '\n').trim();
  return createHash('sha256').update(plain).digest('hex').slice(0, DIGEST_LENGTH);
}

/** The text in front of a marker. */
export function textOf(body: string): string {
  return body.slice(0, AT_THE_END.exec(body)?.index).trimEnd();
}

/** Tells whether the text in front of a marker is another one than the marker was written for: somebody edited the comment. */
export function isEdited(body: string): boolean {
  const found = AT_THE_END.exec(body);
  const digest = found?.[2];
  return digest !== undefined && digest !== digestOf(textOf(body));
}

/** Tells whether `a` is of a newer run than `b`: by when they read the account, then by run and attempt. */
export function isNewer(a: Marker, b: Marker): boolean {
  const [first, second] = [orderOf(a), orderOf(b)];
  const place = first.findIndex((value, at) => value !== second[at]);
  return place >= 0 && (first[place] ?? 0) > (second[place] ?? 0);
}

function orderOf({ at, runId = 0, run, attempt }: Marker): readonly number[] {
  return [at === undefined ? 0 : Date.parse(at), runId, run, attempt];
}

/** The marker of a body; nothing where there is none, or one that is broken in any way. */
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

/** All of them or none: half an approval approves nothing. */
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

/** No manifest nests so deep, and what walks through it does not have to stand more. */
function isShallow(value: Json, depth = MOST_DEPTH): boolean {
  if (depth === 0) return false;
  const inner = isArray(value) ? value : isObject(value) ? Object.values(value) : [];
  return inner.every((one) => isShallow(one, depth - 1));
}
