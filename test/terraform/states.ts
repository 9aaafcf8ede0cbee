import type { LogType } from '../../src/model/collection.ts';
import { isObject, type Json, type JsonObject, objectsIn } from '../../src/model/json.ts';
import { CONNECTORS } from './provider-attributes.ts';

/** The connector block of each destination type, written from the provider's documentation. */
export const BLOCK_OF: Readonly<Record<string, string>> = {
  S3: 's3_connector',
  AZURE: 'azure_connector',
  GCS: 'gcs_connector',
  ORACLE_CLOUD_STORAGE: 'oracle_connector',
  S3_COMPATIBLE: 's3_compatible_connector',
  NS4: 'netstorage_connector',
  HTTPS: 'https_connector',
  SPLUNK: 'splunk_connector',
  SUMO_LOGIC: 'sumologic_connector',
  DATADOG: 'datadog_connector',
  LOGGLY: 'loggly_connector',
  NEWRELIC: 'new_relic_connector',
  ELASTICSEARCH: 'elasticsearch_connector',
  TRAFFICPEAK: 'trafficpeak_connector',
  DYNATRACE: 'dynatrace_connector',
};

const RENAMED: Readonly<Record<string, string>> = {
  'DYNATRACE authToken': 'api_token',
  'NS4 endpoint': 'domain_prefix',
  'NS4 bucket': 'cp_code',
};

/** One instance of the resource, as a test describes it. */
export interface Held {
  readonly id: number | string;
  readonly body: JsonObject;
  readonly active?: boolean;
  readonly logType?: LogType;
  /** The resource's name. Default: `s` and the ID. */
  readonly name?: string;
  /** The module path as Terraform writes it. */
  readonly module?: string;
  readonly key?: number | string;
  readonly tainted?: true;
  readonly deposed?: string;
  /** Changes attributes. */
  readonly change?: (attributes: JsonObject) => JsonObject;
}

const PROVIDER = 'registry.terraform.io/akamai/akamai';

/** The attributes that the provider stores for a stream: every connector block, one of them with one item. */
function attributesOf({ id, body, active = false, logType = 'cdn' }: Held): JsonObject {
  const destination = isObject(body['destination']) ? body['destination'] : {};
  const { destinationType: type, ...members } = destination;
  const block = BLOCK_OF[String(type)] ?? '';
  const written = Object.entries(members).map(([member, value]) => [
    RENAMED[`${String(type)} ${member}`] ??
      member.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    value,
  ]);
  const blank = Object.fromEntries((CONNECTORS[block] ?? []).map((name): [string, Json] => [name, '']));
  const ids = (list: string, item: string) => objectsIn(body[list]).map((one) => one[item] ?? null);
  return {
    ...Object.fromEntries(Object.keys(CONNECTORS).map((name): [string, Json] => [name, []])),
    [block]: [{ ...blank, ...Object.fromEntries(written) }],
    active,
    contract_id: 'C-0N7RAC7',
    dataset_fields: ids('datasetFields', 'datasetFieldId'),
    delivery_configuration: [{ format: 'JSON', frequency: [{ interval_in_secs: 30 }] }],
    group_id: '21484',
    id: String(id),
    ...(logType === 'cdn' ? {} : { log_type: logType.toUpperCase() }),
    papi_json: `{"logStreamName": ${id}}`,
    properties: ids('properties', 'propertyId').map(String),
    stream_name: body['streamName'] ?? '',
    timeouts: null,
  };
}

function changed(held: Held): JsonObject {
  return held.change ? held.change(attributesOf(held)) : attributesOf(held);
}

function nameOf({ name, id }: Held): string {
  return name ?? `s${id}`;
}

/** Other things in a state: a property, and a data source. */
export const OTHERS: readonly JsonObject[] = [
  {
    mode: 'managed',
    type: 'akamai_property',
    name: 'www',
    provider: `provider["${PROVIDER}"]`,
    instances: [{ schema_version: 0, attributes: { id: 'prp_1' } }],
  },
  {
    mode: 'data',
    type: 'akamai_datastreams',
    name: 'all',
    provider: `provider["${PROVIDER}"]`,
    instances: [{ schema_version: 0, attributes: { id: 'all' } }],
  },
];

/** A state of format version 4, as `terraform state pull` prints it. */
export function stateFile(
  held: readonly Held[],
  { version = '1.9.8', provider = PROVIDER, others = [] as readonly JsonObject[] } = {},
): string {
  const resources = held.map((one) => ({
    ...(one.module === undefined ? {} : { module: one.module }),
    mode: 'managed',
    type: 'akamai_datastream',
    name: nameOf(one),
    provider: `provider["${provider}"]`,
    instances: [
      {
        ...(one.key === undefined ? {} : { index_key: one.key }),
        ...(one.tainted ? { status: 'tainted' } : {}),
        ...(one.deposed === undefined ? {} : { deposed: one.deposed }),
        schema_version: 0,
        attributes: changed(one),
        sensitive_attributes: [],
        private: 'bnVsbA==',
      },
    ],
  }));
  return JSON.stringify({
    version: 4,
    terraform_version: version,
    serial: 7,
    lineage: '59b04a67-6581-c43c-09d2-d879e514d4fd',
    outputs: { token: { value: 'canary-output', type: 'string', sensitive: true } },
    resources: [...others, ...resources],
    check_results: null,
  });
}

/** The same as `terraform show -json` prints it. Each module path becomes a chain of modules. */
export function shownState(held: readonly Held[], { version = '1.9.8' } = {}): string {
  const resource = (one: Held) => ({
    address: 'not used',
    mode: 'managed',
    type: 'akamai_datastream',
    name: nameOf(one),
    ...(one.key === undefined ? {} : { index: one.key }),
    provider_name: PROVIDER,
    schema_version: 0,
    values: changed(one),
    sensitive_values: {},
    ...(one.tainted ? { tainted: true } : {}),
    ...(one.deposed === undefined ? {} : { deposed_key: one.deposed }),
  });
  const paths = [...new Set(held.map(({ module }) => module ?? ''))];
  return JSON.stringify({
    format_version: '1.0',
    terraform_version: version,
    values: {
      outputs: {},
      root_module: {
        resources: held.filter(({ module }) => module === undefined).map(resource),
        child_modules: paths
          .filter((path) => path !== '')
          .map((address) => ({
            address: address.split('.module.')[0],
            child_modules: [
              { address, resources: held.filter(({ module }) => module === address).map(resource) },
            ],
          })),
      },
    },
  });
}
