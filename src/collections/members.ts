import type { ListCard, StreamCard } from '../model/card.ts';
import type { Absence, FormAdvice, MemberCard } from '../model/member-card.ts';

/** Members that log types of DataStream 2 share. */
const noDot: FormAdvice = {
  pattern: '^[^.]*$',
  message: 'should not hold a dot',
  source:
    'The v2 OpenAPI; a log-forwarding guide for customers of the vendor (experienceleague) prescribes a prefix with a dot and the suffix .log.',
};

/** Required for every stream in a response. Empty lists are valid. */
const alwaysReturned: Absence = {
  means: 'unreadable',
  source: 'DataStream 2 v2 OpenAPI, StreamDetail; vendor clients and live tests for v3 log types',
};

/** If a response omits it, it is not set, or the default applies. */
export const returnedIfSet: Absence = {
  means: 'default',
  source: 'DataStream 2 v2 OpenAPI, optional members of StreamDetail',
};

/** Creates the absence of a member that the v3 API omits from responses although it is set. */
function sometimesOmitted(source: string): Absence {
  return { means: 'unknown', source };
}

/** `deliveryConfiguration` is the same for every log type. */
const delivery: NonNullable<StreamCard['delivery']> = {
  format: {
    description:
      'STRUCTURED: lines of delimited values in the order of datasetFields. JSON: one object per line.',
    schema: { enum: ['STRUCTURED', 'JSON'] },
    required: true,
    trait: 'log-format',
    changesRecordShape: true,
    absence: alwaysReturned,
  },
  fieldDelimiter: {
    description: 'What separates values of STRUCTURED lines; required there, not allowed with JSON.',
    schema: { enum: ['SPACE', 'TAB'] },
    onlyWhen: { member: 'format', equals: 'STRUCTURED' },
    changesRecordShape: true,
    absence: alwaysReturned,
  },
  frequency: {
    description: 'How often logs are sent.',
    schema: {
      type: 'object',
      additionalProperties: false,
      required: ['intervalInSeconds'],
      properties: {
        intervalInSeconds: { description: 'Seconds between uploads: 30 or 60.', enum: [30, 60] },
      },
    },
    required: true,
    absence: alwaysReturned,
    nested: { intervalInSeconds: alwaysReturned },
    examples: [{ intervalInSeconds: 30 }],
  },
  uploadFilePrefix: {
    description:
      'Start of file names, up to 200 characters; the documents allow no dot. May hold time variables. Object stores only. Default: ak.',
    schema: { type: 'string', minLength: 1, maxLength: 200 },
    advice: [noDot],
    absence: sometimesOmitted('Terraform provider 11 keeps the configured value when the API omits it'),
    default: 'ak',
    onlyFor: 'object',
    sendsDefault: 'repeated',
  },
  uploadFileSuffix: {
    description:
      'End of file names, up to 10 characters, none of / % ?; the documents allow no dot. Object stores only. Default: ds.',
    schema: { type: 'string', minLength: 1, maxLength: 10, pattern: '^[^/%?]*$' },
    advice: [noDot],
    absence: sometimesOmitted('Terraform provider 11 keeps the configured value when the API omits it'),
    default: 'ds',
    onlyFor: 'object',
    sendsDefault: 'repeated',
  },
};

export const contractId: MemberCard = {
  description: 'The contract, with or without the prefix ctr_.',
  schema: { type: 'string', minLength: 1 },
  prefix: 'ctr_',
  absence: sometimesOmitted('terraform-provider-akamai issue #775: missing, empty or 0 in v3 responses'),
  examples: ['C-0N7RAC7'],
};

export const groupId: MemberCard = {
  description: 'The group, with or without the prefix grp_. It cannot change once the stream exists.',
  schema: { type: 'integer', minimum: 1 },
  prefix: 'grp_',
  absence: sometimesOmitted('terraform-provider-akamai issue #775: missing, empty or 0 in v3 responses'),
  examples: [21484],
};

/** An e-mail address. The API decides whether it exists. */
export const EMAIL = { type: 'string', pattern: '^[^@\\s]+@[^@\\s]+$' } as const;

export const notificationEmails: MemberCard = {
  description: 'E-mail addresses that are notified of activations and deactivations. Default: none.',
  schema: { type: 'array', items: EMAIL },
  absence: returnedIfSet,
  default: [],
  set: true,
  cosmetic: true,
  examples: [['cdn-team@example.com']],
};

export const samplingPercentage: MemberCard = {
  description: 'Share of requests that is logged, 1 to 100 percent. Default: 100.',
  schema: { type: 'integer', minimum: 1, maximum: 100 },
  absence: sometimesOmitted('Terraform provider 10: may be missing in v3 responses'),
  default: 100,
  trait: 'logged-share',
};

/**
 * Members that the log types other than cdn send in addition to lists: the contract with every write, the group with
 * a create. Midgress is documented for CDN traffic only.
 */
const membersWithContract: StreamCard['members'] = {
  contractId: { ...contractId, required: true },
  groupId: { ...groupId, requiredToCreate: true },
  samplingPercentage,
  notificationEmails,
};

/** The list of data set fields. It is the same in every log type, but the available fields differ. */
export const datasetFields: ListCard = {
  member: 'datasetFields',
  role: 'fields',
  columnsIn: 'STRUCTURED',
  noun: 'data set field',
  description: 'What each log line contains: JSON keys, names or ids. The order matters for STRUCTURED.',
  idMember: 'datasetFieldId',
  nameMembers: ['datasetFieldJsonKey', 'datasetFieldName'],
  id: 'number',
  required: true,
  absence: alwaysReturned,
  examples: ['cp', 'reqId', 1023],
};

/** Root members of every response that only the server sets. */
const readOnly: readonly string[] = [
  'streamId',
  'streamVersion',
  'latestVersion',
  'streamStatus',
  'createdBy',
  'createdDate',
  'modifiedBy',
  'modifiedDate',
  'productId',
  'integrationType',
];

/** A required list of sources. */
export const sources = { role: 'sources', required: true, absence: alwaysReturned } as const;

/** What the cards of DataStream 2 have in common. A card states what is different. */
export const datastream2: Omit<StreamCard, 'collection' | 'title' | 'lists'> = {
  members: membersWithContract,
  delivery,
  absence: alwaysReturned,
  destinations: 'destination',
  readOnly,
  immutable: ['groupId'],
  activation: 'explicit',
  // If public documents contain only the ids of fields, names are looked up in the account.
  fields: [],
  serverFields: [],
  logsStart: 'they flow to the destination once the stream is ACTIVATED.',
};
