import { EMAIL } from '../../collections/members.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { MemberCards } from '../../model/member-card.ts';
import { ACTIVATION_NETWORKS } from '../../model/property-logging.ts';
import { LONGEST_NAME } from './own-members.ts';

/** Maximum length of a custom log field, in bytes. Source: techdocs.akamai.com/terraform/docs/report. */
export const LONGEST_CUSTOM_FIELD = 1_000;

/** `metadata.name` of this kind. */
export const PROPERTY_LOGGING_NAME = {
  description: 'Plans name the item of a property KIND/NAME/PROPERTY, and --only takes patterns.',
  schema: { pattern: '^[^/*?]*$' },
};

/** Value of `report` instead of the options that the fields of the streams need. */
export const REQUIRED_OPTIONS = 'required';

const NO_CONTROL_CHARACTERS = '[^\\u0000-\\u001f\\u007f-\\u009f]+$';

/** Larger numbers change when they are read. */
const ID = { minimum: 1, maximum: Number.MAX_SAFE_INTEGER };

const FLAG = { type: 'boolean' };

/** Without its own title, editors show a member with the title of the enclosing block. */
function member(title: string, description: string, schema: JsonObject, ...examples: readonly Json[]) {
  return { title, description, ...schema, ...(examples.length > 0 ? { examples } : {}) };
}

function flag(title: string, description: string) {
  return member(title, description, FLAG);
}

function email(title: string, description: string) {
  return member(title, description, EMAIL, 'cdn-team@example.com');
}

const STREAMS = {
  type: 'array',
  items: {
    description: 'metadata.name of a stream, or the id of a CDN stream of DataStream 2.',
    type: ['string', 'integer'],
    minLength: 1,
    maxLength: LONGEST_NAME,
    pattern: `^${NO_CONTROL_CHARACTERS}`,
    ...ID,
    examples: ['web-access-logs'],
  },
};

const DATASTREAM = {
  type: 'object',
  properties: {
    samplingPercentage: member(
      'samplingPercentage',
      'Percentage of requests that is logged, from 0 to 100. It overrides the rate of the streams.',
      { type: 'number', minimum: 0, maximum: 100 },
      100,
    ),
    collectMidgressTraffic: flag(
      'collectMidgressTraffic',
      'true: also log requests between servers of Akamai, for all streams of the property.',
    ),
  },
  additionalProperties: false,
};

const REPORT = {
  type: ['object', 'string'],
  pattern: `^${REQUIRED_OPTIONS}$`,
  properties: {
    logHost: flag('logHost', 'Log the Host header (field 1011).'),
    logReferer: flag('logReferer', 'Log the Referer header (field 1032).'),
    logUserAgent: flag('logUserAgent', 'Log the User-Agent header (field 1017).'),
    logAcceptLanguage: flag('logAcceptLanguage', 'Log the Accept-Language header (field 1019).'),
    logCookies: member(
      'logCookies',
      'Cookies to log (field 1023): none, all (session cookies too), or those that `cookies` lists.',
      { enum: ['OFF', 'ALL', 'SOME'] },
    ),
    cookies: member(
      'cookies',
      'Names of the cookies to log, with logCookies: SOME.',
      {
        type: 'array',
        minItems: 1,
        items: {
          description: 'Name of a cookie.',
          type: 'string',
          pattern: '^[^\\s;,="\\u0000-\\u001f\\u007f-\\u009f]+$',
          examples: ['consent'],
        },
      },
      ['consent'],
    ),
    logXForwardedFor: flag('logXForwardedFor', 'Log the X-Forwarded-For header (field 1037).'),
    logEdgeIP: flag('logEdgeIP', 'Log the IP address of the edge server (field 1066).'),
    logCustomLogField: flag('logCustomLogField', 'Log customLogField (field 1082).'),
    customLogField: member(
      'customLogField',
      `Text of the custom log field, at most ${LONGEST_CUSTOM_FIELD} bytes. It can contain variables.`,
      {
        type: 'string',
        minLength: 1,
        maxLength: LONGEST_CUSTOM_FIELD,
        pattern: `^${NO_CONTROL_CHARACTERS}`,
      },
      '{{builtin.AK_CLIENT_RTT}}',
    ),
  },
  additionalProperties: false,
};

const COMPLIANCE_RECORD = {
  type: 'object',
  properties: {
    noncomplianceReason: member(
      'noncomplianceReason',
      'NONE: the change complies with the process. Otherwise the reason why it does not.',
      { enum: ['NONE', 'OTHER', 'NO_PRODUCTION_TRAFFIC', 'EMERGENCY'] },
    ),
    customerEmail: email('customerEmail', 'E-mail address of the customer.'),
    peerReviewedBy: email('peerReviewedBy', 'E-mail address of the reviewer.'),
    unitTested: flag('unitTested', 'Whether the change was tested. On production it has to be true.'),
    otherNoncomplianceReason: member('otherNoncomplianceReason', 'The reason, with OTHER.', {
      type: 'string',
      minLength: 1,
    }),
    ticketId: member('ticketId', 'Ticket of the change.', { type: 'string', minLength: 1 }, 'CHG-1234'),
  },
  required: ['noncomplianceReason'],
  additionalProperties: false,
};

const ACTIVATION = {
  type: 'object',
  properties: {
    network: member(
      'network',
      'NONE: save a version, which someone else activates. STAGING: activate it on staging. PRODUCTION: on staging, then on production.',
      { enum: ACTIVATION_NETWORKS },
    ),
    notifyEmails: member(
      'notifyEmails',
      'E-mail addresses that are notified of activations.',
      {
        type: 'array',
        items: {
          description: 'An e-mail address.',
          ...EMAIL,
          examples: ['cdn-team@example.com'],
        },
      },
      ['cdn-team@example.com'],
    ),
    note: member(
      'note',
      'Note of the version and of its activations.',
      { type: 'string', minLength: 1, pattern: '^[^\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f]*$' },
      'CHG-1234',
    ),
    complianceRecord: member(
      'complianceRecord',
      'Compliance record of activations, as the API takes it. Only some accounts need one.',
      COMPLIANCE_RECORD,
    ),
  },
  required: ['network'],
  additionalProperties: false,
};

/** The members of `spec`. Blocks are JSON Schemas, which the rules and the published schema share. */
export const PROPERTY_MEMBERS: MemberCards = {
  properties: {
    description: 'Properties by name or id. A property belongs to one manifest only.',
    schema: {
      type: 'array',
      minItems: 1,
      items: {
        description: 'Name or id of a property.',
        type: ['string', 'integer'],
        pattern: `^(?!\\s*(prp_)?\\s*$)${NO_CONTROL_CHARACTERS}`,
        ...ID,
        examples: ['www.example.com'],
      },
    },
    required: true,
    examples: [['www.example.com', 349772]],
  },
  streams: {
    description:
      'Streams that every DataStream behavior that is switched on has to name: metadata.name, or the id of a CDN stream of DataStream 2. They are added; other streams stay.',
    schema: STREAMS,
    required: true,
    examples: [['web-access-logs']],
  },
  removeStreams: {
    description: 'Streams that no DataStream behavior names any more. The property stops logging to them.',
    schema: STREAMS,
    examples: [['old-access-logs', 7050]],
  },
  datastream: {
    description: 'Options of the DataStream behaviors. An omitted option keeps its value.',
    schema: DATASTREAM,
    examples: [{ samplingPercentage: 100 }],
  },
  report: {
    description:
      'Options of Log Request Details. An omitted option keeps its value. `required`: log Host, User-Agent, Referer and Accept-Language if a field of the streams needs them.',
    schema: REPORT,
    examples: [REQUIRED_OPTIONS, { logHost: true }],
  },
  activation: {
    description: 'How far a change goes, and what activations send.',
    schema: ACTIVATION,
    required: true,
    examples: [{ network: 'PRODUCTION', notifyEmails: ['cdn-team@example.com'] }],
  },
  protect: {
    description: 'true: refuse to remove streams.',
    schema: FLAG,
    default: false,
  },
};

/** The members of blocks in `spec`, by name. */
export const PROPERTY_BLOCKS: readonly JsonObject[] = [DATASTREAM, REPORT, ACTIVATION, COMPLIANCE_RECORD].map(
  ({ properties }) => properties,
);

/** How to add a required member of `spec`. */
export const HOW_TO_ADD: Readonly<Record<string, string>> = {
  properties: 'Write properties: [www.example.com].',
  streams: 'Write streams: [web-access-logs].',
  activation: 'Write activation: { network: NONE }, or another network with notifyEmails.',
};
