import { migrateStreams } from '../../src/commands/migrate/migrate.ts';
import type { MigrateOptions } from '../../src/commands/session/file-options.ts';
import type { MigrateReport } from '../../src/render/schemas/migrate.ts';
import { dataStream1Text } from '../builders/manifest-texts.ts';
import { DEFAULTS, type Workspace } from './workspace.ts';

const { simulator: _, ...offline } = DEFAULTS;

/** Options of a run that names no account. */
export const OFFLINE = offline;

/** `migrate shop-errors --out out --format json`, offline. */
export const MIGRATE = {
  ...OFFLINE,
  format: 'json',
  which: ['shop-errors'],
  live: false,
  out: 'out',
  force: false,
} as const;

/**
 * Connectors of a manifest: one that is migrated unchanged, one with a literal secret, one that cannot be
 * migrated.
 */
export const ARCHIVE = `
    - connectorType: S3
      connectorName: Archive
      bucket: logs.example.com
      region: AP_Mumbai
      path: logs/{year}/{month}/{day}
      accessKey: { env: ARCHIVE_KEY }
      secretAccessKey: { env: ARCHIVE_SECRET }`;
export const SUMO = `
    - connectorType: SUMO_LOGIC
      connectorName: Sumo Logic
      url: https://collectors.example.com/receiver/v1/http/CANARYCODE`;
export const SPLUNK = `
    - connectorType: SPLUNK
      connectorName: Splunk
      url: https://splunk.example.com/v1/input/
      authToken: { env: SPLUNK_TOKEN }`;

/** A DataStream 1 manifest with these connectors. */
export const ds1 = (connectors: string, name = 'shop-errors') =>
  dataStream1Text(name, { connectors, property: 'shop.example.com', fields: ['2xx', '5xx', 81, 91] });

/** An active DataStream 2 manifest on the same property. */
export const ds2 = (name: string, streamName: string) => `apiVersion: datastream-gitops/v1
kind: DataStream2
metadata: { name: ${name} }
spec:
  state: active
  streamName: ${streamName}
  groupId: 21484
  properties: [shop.example.com]
  datasetFields: [cp]
  deliveryConfiguration: { format: JSON, frequency: { intervalInSeconds: 30 } }
  destination:
    destinationType: HTTPS
    displayName: Platform
    endpoint: https://logs.example.com
    authenticationType: NONE
`;

/** Runs a migration and returns its output and exit code. */
export async function migrated({ run }: Workspace, options: Partial<MigrateOptions> = {}) {
  const { output, exitCode } = await run((context) => migrateStreams(context, { ...MIGRATE, ...options }));
  const report: MigrateReport = JSON.parse(output);
  return { ...report, exitCode };
}
