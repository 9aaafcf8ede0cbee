/**
 * The attributes of the resource `akamai_datastream`, written from the source of the vendor's provider, release 11.0
 * (`resource_akamai_datastream.go`), and of its development branch for NetStorage. They are not derived from
 * `src/terraform/names.ts`, which is tested against them.
 */
const HEADER = ['custom_header_name', 'custom_header_value'];
const TLS = ['tls_hostname', 'ca_cert', 'client_cert', 'client_key', 'm_tls'];

/** Attributes of each connector block. */
export const CONNECTORS: Readonly<Record<string, readonly string[]>> = {
  s3_connector: [
    'access_key',
    'bucket',
    'compress_logs',
    'display_name',
    'path',
    'region',
    'secret_access_key',
  ],
  azure_connector: ['access_key', 'account_name', 'compress_logs', 'display_name', 'container_name', 'path'],
  datadog_connector: ['auth_token', 'compress_logs', 'display_name', 'service', 'source', 'tags', 'endpoint'],
  splunk_connector: ['compress_logs', 'display_name', 'event_collector_token', 'endpoint', ...HEADER, ...TLS],
  gcs_connector: [
    'bucket',
    'compress_logs',
    'display_name',
    'path',
    'private_key',
    'project_id',
    'service_account_name',
  ],
  https_connector: [
    'authentication_type',
    'compress_logs',
    'display_name',
    'content_type',
    'password',
    'endpoint',
    'user_name',
    ...HEADER,
    ...TLS,
  ],
  sumologic_connector: [
    'collector_code',
    'compress_logs',
    'display_name',
    'content_type',
    'endpoint',
    ...HEADER,
  ],
  oracle_connector: [
    'access_key',
    'bucket',
    'compress_logs',
    'display_name',
    'namespace',
    'path',
    'region',
    'secret_access_key',
  ],
  loggly_connector: ['display_name', 'content_type', 'auth_token', 'endpoint', 'tags', ...HEADER],
  new_relic_connector: ['display_name', 'content_type', 'auth_token', 'endpoint', ...HEADER],
  elasticsearch_connector: [
    'display_name',
    'content_type',
    'password',
    'endpoint',
    'user_name',
    'index_name',
    ...HEADER,
    ...TLS,
  ],
  s3_compatible_connector: [
    'access_key',
    'bucket',
    'compress_logs',
    'display_name',
    'path',
    'region',
    'secret_access_key',
    'endpoint',
  ],
  trafficpeak_connector: [
    'authentication_type',
    'compress_logs',
    'display_name',
    'content_type',
    'password',
    'endpoint',
    'user_name',
    ...HEADER,
  ],
  dynatrace_connector: ['display_name', 'endpoint', 'api_token', ...HEADER],
  netstorage_connector: [
    'cp_code',
    'display_name',
    'secret_access_key',
    'path',
    'user_name',
    'domain_prefix',
  ],
};

/** Attributes of the resource itself, except connector blocks. */
export const RESOURCE: readonly string[] = [
  'id',
  'log_type',
  'active',
  'collect_midgress',
  'sampling_percentage',
  'integration_type',
  'delivery_configuration',
  'contract_id',
  'created_by',
  'created_date',
  'dataset_fields',
  'notification_emails',
  'group_id',
  'modified_by',
  'modified_date',
  'papi_json',
  'product_id',
  'properties',
  'app_sec_configs',
  'service_ids',
  'stream_name',
  'stream_version',
  'latest_version',
  'timeouts',
];

export const DELIVERY: readonly string[] = [
  'field_delimiter',
  'format',
  'frequency',
  'upload_file_prefix',
  'upload_file_suffix',
];

export const FREQUENCY: readonly string[] = ['interval_in_secs'];
