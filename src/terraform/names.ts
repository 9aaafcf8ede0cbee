import { DESTINATIONS } from '../destinations/registry.ts';
import type { DestinationCard } from '../model/destination-card.ts';

/**
 * The names of the resource `akamai_datastream` in the vendor's Terraform provider, and the members of manifests that
 * they correspond to. Source: `pkg/providers/datastream/resource_akamai_datastream.go` of
 * akamai/terraform-provider-akamai, releases 9.2 to 11.0, and the development branch for NetStorage.
 */

/** The resource type. A state may contain any other type. */
export const STREAM_TYPE = 'akamai_datastream';

/** Attributes of the resource, and the members of `spec` that they correspond to. */
export const STREAM_ATTRIBUTES: Readonly<Record<string, string>> = {
  id: 'streamId',
  active: 'state',
  log_type: 'logType',
  stream_name: 'streamName',
  contract_id: 'contractId',
  group_id: 'groupId',
  properties: 'properties',
  app_sec_configs: 'appSecConfigs',
  service_ids: 'serviceSubletterIds',
  dataset_fields: 'datasetFields',
  collect_midgress: 'collectMidgress',
  sampling_percentage: 'samplingPercentage',
  notification_emails: 'notificationEmails',
  delivery_configuration: 'deliveryConfiguration',
};

/** Attributes of `delivery_configuration`. */
export const DELIVERY_ATTRIBUTES: Readonly<Record<string, string>> = {
  format: 'format',
  field_delimiter: 'fieldDelimiter',
  frequency: 'frequency',
  upload_file_prefix: 'uploadFilePrefix',
  upload_file_suffix: 'uploadFileSuffix',
};

/** Attributes of `frequency`. */
export const FREQUENCY_ATTRIBUTES: Readonly<Record<string, string>> = {
  interval_in_secs: 'intervalInSeconds',
};

/** Attributes that the provider computes, or that only Terraform uses. A manifest has nothing that corresponds to them. */
export const ATTRIBUTES_WITHOUT_MEMBER: readonly string[] = [
  'created_by',
  'created_date',
  'integration_type',
  'latest_version',
  'm_tls',
  'modified_by',
  'modified_date',
  'papi_json',
  'product_id',
  'stream_version',
  'timeouts',
];

/** The blocks with a destination, and the destination types. */
export const CONNECTOR_BLOCKS: Readonly<Record<string, string>> = {
  s3_connector: 'S3',
  azure_connector: 'AZURE',
  gcs_connector: 'GCS',
  oracle_connector: 'ORACLE_CLOUD_STORAGE',
  s3_compatible_connector: 'S3_COMPATIBLE',
  netstorage_connector: 'NS4',
  https_connector: 'HTTPS',
  splunk_connector: 'SPLUNK',
  sumologic_connector: 'SUMO_LOGIC',
  datadog_connector: 'DATADOG',
  loggly_connector: 'LOGGLY',
  new_relic_connector: 'NEWRELIC',
  elasticsearch_connector: 'ELASTICSEARCH',
  trafficpeak_connector: 'TRAFFICPEAK',
  dynatrace_connector: 'DYNATRACE',
};

/** Attributes of connector blocks whose name is not the member's name in snake case. */
const RENAMED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  DYNATRACE: { authToken: 'api_token' },
  NS4: { endpoint: 'domain_prefix', bucket: 'cp_code' },
};

/** The attributes of the connector block of a destination type, with the members that they correspond to. */
export function connectorAttributes({ type, members }: DestinationCard): ReadonlyMap<string, string> {
  return new Map(
    ['displayName', ...Object.keys(members)].map((member) => [
      RENAMED[type]?.[member] ?? snakeCase(member),
      member,
    ]),
  );
}

/** The member of any destination that an attribute of a connector block corresponds to. */
export const MEMBER_OF_CONNECTOR: ReadonlyMap<string, string> = new Map(
  DESTINATIONS.flatMap((card) => [...connectorAttributes(card)]),
);

function snakeCase(member: string): string {
  return member.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
