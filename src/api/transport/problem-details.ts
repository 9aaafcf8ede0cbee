import { type HttpRequest, type HttpResponse, requestName, respondedAt } from '../../http/request.ts';
import { redactor } from '../../redaction/redactor.ts';
import { type Redact, type ServerMessage, serverMessage } from '../../redaction/server-text.ts';
import { ApiError, type ApiErrorKind } from '../errors/errors.ts';
import { type ApiName, apiOf } from './api-name.ts';
import { onlyReads } from './only-reads.ts';
import { propertyRefusalHint } from './property-refusals.ts';

/** Returns the members that an error is about, with the names of the manifest. */
export type MembersOf = (says: ServerMessage) => readonly string[];

/** Information that helps to interpret an error, and values that must not appear in it. */
export interface ProblemContext {
  /** Credentials in the request, which the response may quote. Those with few letters are redacted as whole words. */
  readonly secrets?: readonly string[];
  /** Redacts the secrets of the run. */
  readonly redact?: Redact;
  /** Milliseconds since 1970. It shows whether a wrong clock is the reason for a 401. */
  readonly now?: number;
  /** Set if the API names members differently than manifests do. */
  readonly members?: MembersOf;
}

/** Converts an error response to one sentence with the vendor's own message, and a hint what to do next. */
export function problem(
  request: HttpRequest,
  response: HttpResponse,
  context: ProblemContext = {},
): ApiError {
  const says = messageOf(response, context);
  const { status } = response;
  const propertyHint = apiOf(request.path) === 'PropertyManager' ? propertyRefusalHint(response) : undefined;
  const kind = propertyHint === undefined ? kindOf(request, response) : 'refused';
  return new ApiError(kind, sentenceOf(request, status, kind, says), {
    request: requestName(request),
    status,
    ...(says.instance ? { instance: says.instance } : {}),
    ...(says.members.length > 0 ? { members: says.members } : {}),
    hint: propertyHint ?? hintOf(kind, request, response, says, context),
    happened: happenedAfter(request, status),
  });
}

function messageOf({ body }: HttpResponse, context: ProblemContext): ServerMessage {
  const { secrets = [], redact = (text) => text, members } = context;
  const hide = redactor(secrets);
  const says = serverMessage(body, (text) => redact(hide(text)));
  return members ? { ...says, members: members(says) } : says;
}

/**
 * Returns whether a request can have been executed. A 4xx was refused before anything was done, except 408, which
 * says only that the server stopped waiting. With any other status (5xx, and statuses that no HTTP server should
 * return) a write may have been executed.
 */
function happenedAfter(request: HttpRequest, status: number): 'nothing' | 'unknown' {
  const refused = status >= 400 && status < 500 && status !== 408;
  return refused || onlyReads(request) ? 'nothing' : 'unknown';
}

const KINDS: ReadonlyMap<number, ApiErrorKind> = new Map([
  [401, 'unauthorized'],
  [403, 'forbidden'],
  [408, 'timeout'],
  [410, 'gone'],
  [429, 'rate-limited'],
]);

function kindOf(request: HttpRequest, { status, body }: HttpResponse): ApiErrorKind {
  // Not redacted: the text that identifies an unknown stream may contain a word that is also a secret.
  const says = serverMessage(body, (text) => text);
  if (isUnknownStream(request, status, says)) return 'no-such-stream';
  const known = KINDS.get(status);
  if (known) return known;
  if (status >= 500) return 'server';
  return status >= 400 ? 'refused' : 'unreadable';
}

/**
 * DataStream 2 returns 400 with this message for an unknown id; 404 is what gateways document. DataStream 1 documents
 * 404 and 422 without messages, and its versions are requested one at a time.
 */
const UNKNOWN_STREAM = /\b(?:stream|version)(?: (?:with )?(?:id )?\d+)? does not exist/i;

function isUnknownStream(request: HttpRequest, status: number, says: ServerMessage): boolean {
  if (!/\/streams\/\d+/.test(request.path)) return false;
  if (status === 404) return true;
  return (status === 400 || status === 422) && says.details.some((detail) => UNKNOWN_STREAM.test(detail));
}

function sentenceOf(request: HttpRequest, status: number, kind: ApiErrorKind, says: ServerMessage): string {
  const returned = says.details.map((detail) => detail.replace(/[.\s]+$/, '')).join('; ');
  const verb = kind === 'server' || kind === 'timeout' || kind === 'unreadable' ? 'failed' : 'was refused';
  return `${requestName(request)} ${verb} (${status})${returned ? `: ${returned}` : ''}.`;
}

const HINTS: { readonly [kind in ApiErrorKind]?: string } = {
  gone: 'Akamai has switched off this version of the API: update datastream-gitops.',
  'rate-limited': 'Wait two minutes and run again; other tools with the same credentials use the same limit.',
  timeout: 'Run again: the next run reads the current state.',
  unreadable: 'A proxy may be in between. If it happens again, please report it.',
};

function hintOf(
  kind: ApiErrorKind,
  request: HttpRequest,
  response: HttpResponse,
  says: ServerMessage,
  context: ProblemContext,
): string {
  switch (kind) {
    case 'unauthorized':
      return unauthorizedHint(response, context.now);
    case 'forbidden':
      return forbiddenHint(request);
    case 'no-such-stream':
      return UNKNOWN_STREAM_HINTS[apiOf(request.path)];
    case 'server':
      return serverHint(response.status, says);
    case 'refused':
      return refusedHint(response.status, says);
    default:
      return HINTS[kind] ?? 'Run again.';
  }
}

const ELSEWHERE =
  'The stream was deleted, or belongs to another account: check spec.streamId and the account key.';

/** Only DataStream 2 has log types. */
const UNKNOWN_STREAM_HINTS: Readonly<Record<ApiName, string>> = {
  DataStream2:
    'The stream was deleted, or belongs to another log type or account: check spec.streamId, spec.logType and the account key.',
  DataStream1: ELSEWHERE,
  Pull: ELSEWHERE,
  PropertyManager: ELSEWHERE,
  IdentityManagement: ELSEWHERE,
};

/** The names in Control Center. Access to each API of DataStream 1 is granted separately. */
const SERVICES: Readonly<Record<ApiName, string>> = {
  DataStream2: 'the DataStream service',
  DataStream1: 'the service "Datastream Config"',
  Pull: 'the service "DataStream"',
  PropertyManager: 'the service "Property Manager (PAPI)"',
  IdentityManagement: 'the service "Identity and Access Management"',
};

/** Returns the hint for a 403. Planning needs fewer permissions than writing. */
function forbiddenHint(request: HttpRequest): string {
  const access = onlyReads(request) ? 'READ-ONLY (or READ-WRITE)' : 'READ-WRITE';
  return `The API client needs ${SERVICES[apiOf(request.path)]} with ${access} access to this group (Akamai Control Center, Identity & Access). \`datastream doctor\` shows what it may do.`;
}

/**
 * Returns the hint for a 401. Signatures contain the time, and Akamai accepts a difference of about half a minute.
 */
function unauthorizedHint(response: HttpResponse, now: number | undefined): string {
  const responded = respondedAt(response.headers);
  const seconds = now === undefined || responded === undefined ? 0 : Math.round((now - responded) / 1000);
  if (Math.abs(seconds) > 25) {
    return `The clock of this machine is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} Akamai's: set it, then run again.`;
  }
  return 'Check the credentials (host, section, whether the API client is still active) and the clock of this machine: `datastream doctor` does both.';
}

function serverHint(status: number, says: ServerMessage): string {
  if (status === 504) return 'The vendor asks for two minutes: run again after that.';
  const support = says.instance ? ` and give ${says.instance} to Akamai support` : ' and ask Akamai support';
  return `Run again. If it still fails, check Akamai's status page${support}.`;
}

function refusedHint(status: number, says: ServerMessage): string {
  if (says.members.length > 0) return `Fix ${says.members.join(', ')} in the manifest.`;
  switch (status) {
    case 404:
      return 'Check the group, the contract and the account key: the requested object does not exist there.';
    case 409:
      return 'Another user is changing the same object: run again when that is done.';
    case 415:
      return 'The API did not accept the format of the request. Check for a proxy in between; otherwise, please report it.';
    default:
      return 'Fix what the error names, then run again.';
  }
}
