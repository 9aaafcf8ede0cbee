import type { JsonObject } from '../../model/json.ts';
import { gatewayBody, isGatewayStatus } from '../protocol/gateway.ts';
import { findingText, identifier, type Moment, Refused } from '../protocol/refusal.ts';
import { propertyManagerSettings } from '../state/property-manager-settings.ts';
import type { Settings } from '../state/settings.ts';

/** The vendor's problem types, titles and texts (OpenAPI document of Property Manager). */
const PROBLEMS: Readonly<Record<number, readonly [type: string, title: string, detail: string]>> = {
  400: [
    'papi/v0/http/bad-request',
    'Bad Request',
    'The system cannot understand your request.  Please check the syntax and correct any problems.',
  ],
  401: ['papi/v0/http/unauthorized', 'Unauthorized', 'The request requires authentication.'],
  403: [
    'papi/v1/http/forbidden',
    'Forbidden',
    'The authorization token you provided does not allow access to this resource.',
  ],
  404: ['papi/v1/http/not-found', 'Not Found', 'The system was unable to locate the requested resource.'],
  405: [
    'papi/v1/http/method-not-allowed',
    'Method not allowed',
    'The system does not support the method you provided for this resource.',
  ],
  406: [
    'papi/v1/http/not-acceptable',
    'Not Acceptable',
    "The system does not support the content-type restrictions provided by your 'Accept' header.",
  ],
  409: [
    'papi/v1/resource-busy',
    'Operation failed',
    'Another edit or activation request on same network in progress for this property version.',
  ],
  412: [
    'papi/v0/toolkit/validation_failed.error.activation.tower_precondition.failed',
    'Precondition Failed',
    'Cannot activate the property at this time, please try again.',
  ],
  415: [
    'papi/v1/http/unsupported-media-type',
    'Unsupported Media Type',
    "Our system does not support requests in the format you're sending.",
  ],
  500: [
    'papi/proxy/internal-server-error',
    'Internal Server Error',
    "Our system is experiencing errors. We'll get this fixed as soon as possible.",
  ],
};

/** The content of a problem of Property Manager. */
interface Problem {
  /** After `https://problems.luna.akamaiapis.net/papi/`. */
  readonly type: string;
  readonly title: string;
  /** Absent: the problem has none, as those with `details`. */
  readonly detail?: string;
  /** Further members of the body. */
  readonly members?: JsonObject;
}

/** A request that Property Manager refuses with a problem type of its own. */
export class PapiRefused extends Refused {
  constructor(
    status: Refused['status'],
    readonly problem: Problem,
  ) {
    super(status, [{ detail: problem.detail ?? problem.title, known: true }]);
  }
}

const HOST = 'https://problems.luna.akamaiapis.net/';

/** Returns the URL of a problem type of Property Manager. */
export function problemType(type: string): string {
  return `${HOST}papi/${type}`;
}

/** Builds the body of an error response in the format of Property Manager. */
export function papiProblem(refusal: Refused, moment: Moment): JsonObject {
  const { status, findings } = refusal;
  if (refusal instanceof PapiRefused) {
    const { type, title, detail, members = {} } = refusal.problem;
    return {
      type: problemType(type),
      title,
      ...(detail === undefined ? {} : { detail }),
      instance: instanceOf(moment),
      status,
      ...members,
    };
  }
  const [, , general] = PROBLEMS[status] ?? [];
  const details = findings.map(findingText).join(' ');
  return problem(status, details === '' ? general : details, moment);
}

/**
 * Builds the body of an error response that Property Manager's gateway sends. The text of 429 is the one in the
 * fixtures of the vendor's Go client. Whether the vendor always sends plain text is not established.
 * @param detail Replaces the default text of the status.
 */
export function papiGatewayBody(status: number, moment: Moment, detail?: string): JsonObject | string {
  const hasText = PROBLEMS[status] !== undefined || isGatewayStatus(status);
  if (status !== 429) return hasText ? problem(status, detail, moment) : '';
  return `Your request did not succeed as this operation has reached  the limit for your account. Please try after ${moment.next ?? ''}`;
}

/** The body of an error response that is not JSON. */
export interface ErrorBody {
  readonly type: string;
  readonly body: string;
}

/** Returns the body of error responses if the settings replace their problems by a page or a sentence. */
export function papiErrorBody(settings: Settings, status: number): ErrorBody | undefined {
  const sentence = `The request could not be processed. Error ${status} (simulated text).`;
  const { errorBodies } = propertyManagerSettings(settings);
  switch (errorBodies) {
    case 'problem':
      return undefined;
    case 'html':
      return {
        type: 'text/html',
        body: `<html><body><h1>Error ${status}</h1><p>${sentence}</p></body></html>`,
      };
    case 'text':
      return { type: 'text/plain', body: sentence };
    default:
      throw new Error(`no such form ${errorBodies satisfies never}`);
  }
}

function instanceOf({ path, sequence }: Moment): string {
  return `${path}#${identifier(sequence, 0).slice(0, 8)}`;
}

function problem(status: number, detail: string | undefined, moment: Moment): JsonObject {
  const [type, title, text] = PROBLEMS[status] ?? ['papi/v1/http/error', ...gatewayTexts(status)];
  return {
    type: `${HOST}${type}`,
    title,
    detail: detail ?? text,
    instance: instanceOf(moment),
    status,
  };
}

/** The statuses without a text of Property Manager (413, 501, 504) have the texts of the DataStream APIs. */
function gatewayTexts(status: number): readonly [title: string, detail: string] {
  const { title = '', detail = '' } = isGatewayStatus(status) ? gatewayBody(status) : {};
  return [String(title), String(detail)];
}
