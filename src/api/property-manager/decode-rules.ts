import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { RuleMessage } from '../../model/property-logging.ts';
import { type Redact, textContent } from '../../redaction/server-text.ts';
import { type JsonResponse, unreadable } from '../transport/json-response.ts';
import { exactValue } from '../transport/lossy-members.ts';
import { etagIn, objectIn, optionalText, sameId, textIn } from './members.ts';

/** The rule tree of one version. */
export interface RuleTree {
  /** `v2025-10-16` or `latest`. */
  readonly ruleFormat: string;
  /** The default rule, as returned. Numbers that a double cannot represent are strings. */
  readonly rules: JsonObject;
}

/** The rule tree of a version of a property. */
export interface VersionTree extends RuleTree {
  /** Without quotes. */
  readonly etag: string;
}

/** A rule tree that was validated completely. */
export interface ValidatedTree extends VersionTree {
  /** They prevent an activation. */
  readonly errors: readonly RuleMessage[];
  readonly warnings: readonly RuleMessage[];
}

/** The members of a response that say which rule tree it contains. */
export type RuleTreeIdentity =
  | { readonly propertyId: number; readonly propertyVersion: number }
  | { readonly includeId: number; readonly includeVersion: number };

/** @throws {ApiError} kind `unreadable` */
export function decodeRuleTree(response: JsonResponse, asked: RuleTreeIdentity): RuleTree {
  const body = objectIn(response, response.body);
  for (const [member, id] of Object.entries(asked)) {
    if (body[member] !== undefined) sameId(response, body, member, id);
  }
  // A tree is only compared, never sent. Two numbers that differ must not be equal.
  const exact = exactValue(body, response.text);
  const rules = isObject(exact) ? exact['rules'] : undefined;
  if (rules === undefined || !isObject(rules)) throw unreadable(response.request, 'it has no rules');
  return { ruleFormat: textIn(response, body, 'ruleFormat'), rules };
}

/** @throws {ApiError} kind `unreadable` */
export function decodeVersionTree(response: JsonResponse, propertyId: number, version: number): VersionTree {
  const tree = decodeRuleTree(response, { propertyId, propertyVersion: version });
  return { ...tree, etag: etagIn(response, objectIn(response, response.body)) };
}

/** @param redact applied to the texts of messages, which can quote options @throws {ApiError} kind `unreadable` */
export function decodeValidatedTree(
  response: JsonResponse,
  propertyId: number,
  version: number,
  redact: Redact,
): ValidatedTree {
  const { errors, warnings } = objectIn(response, response.body);
  return {
    ...decodeVersionTree(response, propertyId, version),
    errors: decodeMessages(response, errors, redact),
    warnings: decodeMessages(response, warnings, redact),
  };
}

/**
 * Reads the errors or warnings of a validation. The list is missing if there are none. Of a message every member can be
 * missing, and even an entry of an unknown form is a message: an error that is not understood is still an error.
 */
function decodeMessages(
  { request }: JsonResponse,
  list: Json | undefined,
  redact: Redact,
): readonly RuleMessage[] {
  if ((list ?? null) === null) return [];
  if (list === undefined || !isArray(list))
    throw unreadable(request, 'its errors or warnings are not a list');
  return list.map((entry) => decodeMessage(isObject(entry) ? entry : {}, redact));
}

function decodeMessage(entry: JsonObject, redact: Redact): RuleMessage {
  const type = textContent(shortType(optionalText(entry, 'type') ?? ''), redact) || 'unknown';
  const detail = ['detail', 'title'].map((member) => textContent(optionalText(entry, member) ?? '', redact));
  const location = optionalText(entry, 'errorLocation');
  return {
    type,
    detail: detail.find((text) => text !== '') ?? type,
    ...(location === undefined ? {} : { location: redact(location.replace(/^#/, '')) }),
  };
}

/** Types start with `https://problems.luna.akamaiapis.net/papi/v0/` or `/papi/v1/`. */
function shortType(type: string): string {
  return type.replace(/^.*?\/papi\/(?:v\d+\/)?/, '');
}
