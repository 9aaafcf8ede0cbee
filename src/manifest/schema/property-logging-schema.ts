import type { JsonObject } from '../../model/json.ts';
import { PROPERTY_LOGGING } from '../../model/property-logging.ts';
import { API_VERSION } from '../members/own-members.ts';
import { CONDITIONS, type Condition } from '../members/property-conditions.ts';
import { PROPERTY_LOGGING_NAME, PROPERTY_MEMBERS } from '../members/property-members.ts';
import { having, when } from './condition.ts';
import { ownMemberSchema } from './members.ts';
import { FORBIDDEN } from './rules.ts';
import { nameText } from './spec.ts';

const NOT_EMPTY = { minItems: 1 };

/**
 * Returns the JSON Schema (draft-07) of one manifest of the kind `PropertyLogging`, published as
 * `schemas/property-logging.schema.json`. It refers to no other schema, and compiles like `streamSchema`.
 */
export function propertyLoggingSchema(): JsonObject {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'urn:datastream-gitops:property-logging',
    title: 'Logging of properties',
    description:
      'Which streams properties of Akamai Property Manager log to, as datastream-gitops manages it.',
    type: 'object',
    properties: {
      apiVersion: { description: 'Version of this format.', type: 'string', const: API_VERSION },
      kind: { description: 'Kind of the manifest.', type: 'string', const: PROPERTY_LOGGING },
      metadata: {
        description: 'Identifies the manifest in this repository.',
        type: 'object',
        properties: { name: nameSchema() },
        required: ['name'],
        additionalProperties: false,
      },
      spec: specSchema(),
    },
    required: ['apiVersion', 'kind', 'metadata', 'spec'],
    additionalProperties: false,
  };
}

function nameSchema(): JsonObject {
  const text = nameText('Unique among the manifests of this kind, without /, * and ?.', 'www-logging');
  return { ...text, allOf: [PROPERTY_LOGGING_NAME.schema] };
}

function specSchema(): JsonObject {
  const members = Object.entries(PROPERTY_MEMBERS);
  return {
    description: 'Desired logging. Names and values of options are those of the behaviors.',
    type: 'object',
    properties: Object.fromEntries(members.map(([name, card]) => [name, ownMemberSchema(name, card)])),
    required: members.filter(([, { required }]) => required).map(([name]) => name),
    additionalProperties: false,
    allOf: [...CONDITIONS.map(conditionRule), streamsRule, unitTestedRule],
  };
}

function conditionRule({ block, member, values, members, isOptionalOtherwise }: Condition): JsonObject {
  const isMet = { type: 'object', ...having(member, { enum: values }) };
  const rule: JsonObject = {
    ...when(isMet, { required: members, properties: each(members, NOT_EMPTY) }),
    ...(isOptionalOtherwise ? {} : { else: { properties: each(members, FORBIDDEN) } }),
  };
  return block.reduceRight<JsonObject>((inner, name) => ({ properties: { [name]: inner } }), rule);
}

function each(members: readonly string[], schema: JsonObject): JsonObject {
  return Object.fromEntries(members.map((name) => [name, schema]));
}

const streamsRule: JsonObject = {
  if: having('removeStreams', { type: 'array', minItems: 1 }),
  else: { properties: { streams: NOT_EMPTY } },
};

const unitTestedRule: JsonObject = {
  properties: {
    activation: when(
      {
        type: 'object',
        ...having('network', { const: 'PRODUCTION' }),
      },
      {
        properties: {
          complianceRecord: when(
            { type: 'object', ...having('noncomplianceReason', { const: 'NONE' }) },
            { properties: { unitTested: { not: { const: false } } } },
          ),
        },
      },
    ),
  },
};
