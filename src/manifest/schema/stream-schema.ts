import { STREAM_CARDS } from '../../collections/registry.ts';
import { DESTINATION_SETS } from '../../destinations/registry.ts';
import { KINDS, type Kind } from '../../model/collection.ts';
import type { JsonObject } from '../../model/json.ts';
import { propertyLoggingKey } from '../../model/property-logging.ts';
import { API_VERSION } from '../members/own-members.ts';
import { having, when } from './condition.ts';
import { destinationDefinitions } from './destination.ts';
import {
  anySpecSchema,
  nameText,
  newSpecDefinitionOf,
  newSpecSchema,
  specDefinitionOf,
  specSchema,
} from './spec.ts';

/** Keywords for editors, which other readers of a schema ignore. A strict Ajv accepts them with `addVocabulary`. */
export const EDITOR_KEYWORDS: readonly string[] = ['defaultSnippets', 'enumDescriptions', 'errorMessage'];

/**
 * Returns the JSON Schema (draft-07) of one manifest document, generated from the cards and published as
 * `schemas/stream.schema.json`. It refers to no other schema. Ajv compiles it with `{ strict: true, strictTypes: false,
 * strictRequired: false, allowUnionTypes: true }`: rules for new streams are separate definitions (`…-new`), apart from
 * the members whose types they rely on.
 */
export function streamSchema(): JsonObject {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'urn:datastream-gitops:stream',
    title: 'DataStream stream',
    description: 'An Akamai DataStream stream, as datastream-gitops manages it.',
    type: 'object',
    properties: {
      apiVersion: { description: 'Version of this format.', type: 'string', const: API_VERSION },
      kind: { description: 'Generation of the DataStream API.', type: 'string', enum: KINDS },
      metadata,
      spec: { description: 'Desired state of the stream.', type: 'object' },
    },
    required: ['apiVersion', 'kind', 'metadata', 'spec'],
    additionalProperties: false,
    allOf: KINDS.map((kind) =>
      when(having('kind', { const: kind }), { properties: { spec: { $ref: `#/definitions/${kind}` } } }),
    ),
    definitions: definitions(),
  };
}

const metadata: JsonObject = {
  description: 'Identifies the stream in this repository.',
  type: 'object',
  properties: {
    name: {
      ...nameText(
        'Unique in this repository. Also the name of the stream, unless spec.streamName is given.',
        'web-access-logs',
      ),
      not: { pattern: `^${propertyLoggingKey('')}` },
    },
  },
  required: ['name'],
  additionalProperties: false,
};

function definitions(): JsonObject {
  return {
    ...Object.fromEntries(KINDS.map((kind) => [kind, anySpecSchema(cardsOf(kind))])),
    ...Object.fromEntries(STREAM_CARDS.map((card) => [specDefinitionOf(card), specSchema(card)])),
    ...Object.fromEntries(STREAM_CARDS.map((card) => [newSpecDefinitionOf(card), newSpecSchema(card)])),
    ...Object.assign({}, ...DESTINATION_SETS.map(destinationDefinitions)),
  };
}

function cardsOf(kind: Kind) {
  return STREAM_CARDS.filter((card) => card.collection.kind === kind);
}
