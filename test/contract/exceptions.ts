import { isArray, isObject, type JsonObject } from '../../src/model/json.ts';
import { at } from './exchanges.ts';
import type { Sample } from './samples.ts';

/** What a sample contradicts, what detects that, and what remains once it is fixed. */
export interface Exception {
  readonly contradiction: string;
  readonly source: string;
  /** `schema`: invalid by its own schema; `manifest`: an error of the manifest; `server`: refused by the simulator. */
  readonly noticed: readonly ('schema' | 'manifest' | 'server')[];
  readonly fix: (body: JsonObject) => JsonObject;
}

const NO_MUTUAL_TLS: Exception = {
  contradiction: 'Mutual TLS for Loggly, which has none.',
  source: 'OpenAPI, schemas/Loggly.yaml: no such members, and additionalProperties is false.',
  noticed: ['schema', 'manifest'],
  fix: (body) => dropped(body, 'destination', ['caCert', 'clientCert', 'clientKey', 'tlsHostname']),
};

const JSON_ONLY: Exception = {
  contradiction: 'STRUCTURED logs for New Relic.',
  source:
    'JSON only (ConnectorsSupportOnlyJSONLogFormat of the Terraform provider); the sample of POST has JSON.',
  noticed: ['manifest'],
  fix: (body) => ({
    ...body,
    deliveryConfiguration: { format: 'JSON', frequency: { intervalInSeconds: 30 } },
  }),
};

const NO_FILES: Exception = {
  contradiction:
    'File names for Splunk: the proposal has them for whichever destination is chosen from its list.',
  source: 'OpenAPI, deliveryConfiguration.uploadFilePrefix: for files sent to an object-based destination.',
  noticed: ['manifest'],
  fix: (body) => dropped(body, 'deliveryConfiguration', ['uploadFilePrefix', 'uploadFileSuffix']),
};

const NO_FIELD_1001: Exception = {
  contradiction: 'Data set field 1001.',
  source:
    'OpenAPI, example of GET /log/datasets-fields: there is no such field. The product warns and sends it.',
  noticed: ['server'],
  fix: (body) => {
    const fields = isArray(body['datasetFields']) ? body['datasetFields'] : [];
    return { ...body, datasetFields: fields.filter((field) => at(field, 'datasetFieldId') !== 1001) };
  },
};

/** Every request of the vendor that contradicts the vendor's other documents. */
export const EXCEPTIONS: Readonly<Record<string, readonly Exception[]>> = {
  'POST Loggly': [NO_MUTUAL_TLS],
  'PUT Loggly': [NO_MUTUAL_TLS],
  'PUT Newrelic': [JSON_ONLY],
  'migration prepare Prepare payload 1256 SPLUNK': [NO_FILES, NO_FIELD_1001],
  'migration prepare Prepare payload 1256 S3': [NO_FIELD_1001],
  'migration prepare Prepare payload with common destination 1256 SPLUNK': [NO_FIELD_1001],
  'migration prepare Prepare payload with common destination 1256 S3': [NO_FIELD_1001],
  'migration prepare Prepare payload with common destination 6679 SPLUNK': [NO_FILES],
};

/** The sample without the deviations in the table of exceptions, except for the named row. */
export function fixed({ name, value }: Sample, unmended?: Exception): JsonObject {
  const rows = (EXCEPTIONS[name] ?? []).filter((row) => row !== unmended);
  return rows.reduce((body, { fix }) => fix(body), value);
}

function dropped(body: JsonObject, part: string, members: readonly string[]): JsonObject {
  const value = isObject(body[part]) ? body[part] : {};
  const kept = Object.entries(value).filter(([member]) => !members.includes(member));
  return { ...body, [part]: Object.fromEntries(kept) };
}
