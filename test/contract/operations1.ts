import type { Json, JsonObject } from '../../src/model/json.ts';
import { complaints, type Exchange } from './exchanges.ts';

/**
 * DataStream 1 has no OpenAPI document. This is the complete table of its operations, with the members of its
 * requests and responses in its documents and samples. Every object has
 * exactly these members.
 */
interface Operation {
  readonly method: string;
  /** After the base. Names in braces match one segment. */
  readonly path: string;
  readonly query: readonly string[];
  readonly request?: JsonObject;
  readonly status: number;
  readonly answer: JsonObject;
}

const BASE = '/datastream-config-api/v1/datastream1';

const text: JsonObject = { type: 'string', minLength: 1 };
const integer: JsonObject = { type: 'integer', minimum: 1 };
const date: JsonObject = { type: 'string', pattern: '^\\d\\d-\\d\\d-\\d{4} \\d\\d:\\d\\d:\\d\\d GMT$' };

function exactly(required: JsonObject, optional: JsonObject = {}): JsonObject {
  return {
    type: 'object',
    additionalProperties: false,
    required: Object.keys(required),
    properties: { ...required, ...optional },
  };
}

function listOf(items: JsonObject, least = 0): JsonObject {
  return { type: 'array', items, minItems: least };
}

const property = exactly({ propertyId: integer, propertyName: text });
const versionKey = exactly({ streamId: integer, streamVersionId: integer });

const datasets = listOf(
  exactly({
    datasetGroupName: text,
    datasetGroupDescription: text,
    datasetFields: listOf(
      exactly({ datasetFieldId: integer, datasetFieldName: text, datasetFieldDescription: text }),
      1,
    ),
  }),
);

/** Members of connectors by type: returned, secret, optional. */
const CONNECTORS: Readonly<
  Record<string, readonly [returned: JsonObject, secret: JsonObject, may: JsonObject]>
> = {
  S3: [{ bucket: text, region: text, path: text }, { accessKey: text, secretAccessKey: text }, {}],
  DATADOG: [{ url: text }, { authToken: text }, { service: text }],
  SPLUNK: [{ url: text }, { authToken: text }, {}],
  SUMO_LOGIC: [{ url: text }, {}, {}],
  HTTPS: [{ url: text }, {}, {}],
};

function connectors(more: JsonObject, isAsked: boolean): JsonObject {
  const variants = Object.entries(CONNECTORS).map(([type, [returned, secret, may]]) =>
    exactly(
      {
        connectorType: { const: type },
        connectorName: text,
        ...more,
        ...returned,
        ...(isAsked ? secret : {}),
      },
      may,
    ),
  );
  return listOf({ oneOf: variants });
}

function asked(streamType: string, own: JsonObject): JsonObject {
  return exactly(
    {
      streamName: text,
      streamType: { const: streamType },
      groupId: integer,
      contractId: text,
      propertyIds: listOf(integer, 1),
      datasetFieldIds: listOf(integer, 1),
      connectors: connectors({}, true),
    },
    own,
  );
}

/** Members that only streams of one type have. */
const request: JsonObject = {
  oneOf: [
    asked('RAW', { sampleRate: { type: 'integer', minimum: 1, maximum: 100 } }),
    asked('AGGREGATE', { timeFrame: { enum: [1, 5, 15, 30, 60] } }),
  ],
};

const head = {
  streamId: integer,
  streamName: text,
  streamVersionId: integer,
  createdBy: text,
  createdDate: date,
  activationStatus: { enum: ['ACTIVATING', 'ACTIVATED', 'DEACTIVATING', 'DEACTIVATED'] },
  groupId: integer,
  groupName: text,
  contractId: text,
  streamType: { enum: ['RAW', 'AGGREGATE'] },
  properties: listOf(property, 1),
};

const row = exactly({
  ...head,
  currentVersionId: integer,
  archived: { type: 'boolean' },
  connectors: listOf(text),
});

const detail = exactly(
  {
    ...head,
    modifiedBy: text,
    modifiedDate: date,
    datasets,
    connectors: connectors({ connectorId: integer }, false),
  },
  { timeFrame: { enum: [null, 1, 5, 15, 30, 60] } },
);

const group = exactly({
  parentGroupId: { type: 'integer' },
  groupId: integer,
  groupName: text,
  description: { type: ['string', 'null'] },
  accountId: text,
  enabled: { type: 'boolean' },
  contractIds: listOf(text, 1),
  childGroupIds: listOf(integer),
});

const written = exactly({
  streamVersionKey: versionKey,
  affectedStreams: listOf(exactly({ streamName: text, streamVersionKey: versionKey })),
  affectedProperties: listOf(property),
});
const moved = exactly({ streamVersionKey: versionKey });
const removed = exactly({ message: { const: 'Success' } });

const get = (path: string, answer: JsonObject, query: readonly string[] = []): Operation => ({
  method: 'GET',
  path,
  query,
  status: 200,
  answer,
});

/** All ten operations. */
export const OPERATIONS: readonly Operation[] = [
  get('/properties/group/{groupId}', listOf(property)),
  get('/datasets/{type}', datasets),
  get('/groups', listOf(group)),
  get('/streams', listOf(row), ['groupId']),
  { method: 'POST', path: '/streams', query: [], request, status: 202, answer: written },
  get('/streams/{streamId}', detail, ['version']),
  { method: 'PUT', path: '/streams/{streamId}', query: [], request, status: 202, answer: written },
  { method: 'DELETE', path: '/streams/{streamId}', query: [], status: 200, answer: removed },
  { method: 'PUT', path: '/streams/{streamId}/activate', query: [], status: 202, answer: moved },
  { method: 'PUT', path: '/streams/{streamId}/deactivate', query: [], status: 202, answer: moved },
];

/** `PUT /streams/{streamId}`. */
export function operationName({ method, path }: Pick<Operation, 'method' | 'path'>): string {
  return `${method} ${path}`;
}

/** The operation of a request. */
export function operationOf({ method, path }: Pick<Exchange, 'method' | 'path'>): Operation | undefined {
  const [plain = ''] = path.split('?');
  if (!plain.startsWith(`${BASE}/`)) return undefined;
  return OPERATIONS.find(
    (one) =>
      one.method === method &&
      new RegExp(`^${one.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(plain.slice(BASE.length)),
  );
}

/** All deviations of an exchange from the table. */
export function faults1(exchange: Exchange): readonly string[] {
  const operation = operationOf(exchange);
  if (!operation) return [`no operation ${exchange.method} ${exchange.path}`];
  const { status, answer } = operation;
  const query = [...new URL(exchange.path, 'https://a.example.com').searchParams.keys()];
  const known = [...operation.query, 'accountSwitchKey'];
  return [
    ...query.filter((name) => !known.includes(name)).map((name) => `the query ${name} is not documented`),
    ...requestFaults(operation, exchange.body),
    ...(exchange.status === status
      ? []
      : [`the status ${exchange.status} is not ${status}: ${exchange.answer}`]),
    ...complaints(answer, safely(exchange.answer)).map((complaint) => `answer: ${complaint}`),
  ].map((fault) => `${exchange.method} ${exchange.path}: ${fault}`);
}

function requestFaults({ request: schema }: Operation, body: string | undefined): readonly string[] {
  if (!schema) return body === undefined ? [] : ['has a body where none is documented'];
  return body === undefined ? ['lacks its body'] : complaints(schema, safely(body));
}

function safely(json: string): Json {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}
