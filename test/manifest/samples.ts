import { readManifests } from '../../src/manifest/read-manifests.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';

/** A valid manifest. Tests change one line of it; lines are numbered from 1. */
export const WEB = `apiVersion: datastream-gitops/v1
kind: DataStream2
metadata:
  name: web
spec:
  state: active
  contractId: C-0N7RAC7
  groupId: 21484
  properties: [www.example.com]
  datasetFields: [cp, reqId]
  deliveryConfiguration:
    format: JSON
    frequency: { intervalInSeconds: 30 }
  destination:
    destinationType: HTTPS
    displayName: Log platform
    endpoint: https://logs.example.com/akamai
    authenticationType: BASIC
    userName: { env: LOG_USER }
    password: { env: LOG_PASSWORD }
`;

/** A valid Edge DNS manifest with an object store. */
export const DNS = `apiVersion: datastream-gitops/v1
kind: DataStream2
metadata:
  name: dns
spec:
  logType: edns
  state: inactive
  contractId: C-0N7RAC7
  groupId: 21484
  zones: [example.com]
  datasetFields: [4002, 4003]
  deliveryConfiguration:
    format: STRUCTURED
    fieldDelimiter: SPACE
    frequency: { intervalInSeconds: 60 }
  destination:
    destinationType: S3
    displayName: Archive
    bucket: logs.example.com
    region: eu-central-1
    path: dns/
    accessKey: { env: ARCHIVE_KEY }
    secretAccessKey: { file: secrets/archive }
`;

/** A valid stream of DataStream 1 with two connectors. */
export const ERRORS = `apiVersion: datastream-gitops/v1
kind: DataStream1
metadata:
  name: errors
spec:
  state: active
  streamType: AGGREGATE
  contractId: C-0N7RAC7
  groupId: 21484
  timeFrame: 5
  properties: [www.example.com]
  datasetFields: [2xx, 5xx, 81]
  connectors:
    - connectorType: S3
      connectorName: Archive
      bucket: logs.example.com
      region: AP_Mumbai
      path: logs/{year}/{month}/{day}
      accessKey: { env: ARCHIVE_KEY }
      secretAccessKey: { env: ARCHIVE_SECRET }
    - connectorType: SUMO_LOGIC
      connectorName: Search
      url: { env: SEARCH_URL }
`;

/** A valid RAW stream without connectors: its logs are only pulled. */
export const RAW = `apiVersion: datastream-gitops/v1
kind: DataStream1
metadata:
  name: raw
spec:
  state: inactive
  streamType: RAW
  contractId: C-0N7RAC7
  groupId: 21484
  sampleRate: 10
  properties: [www.example.com]
  datasetFields: [1, HTTP status]
  connectors: []
`;

/** A sample with one substring replaced. The substring must occur exactly once. */
export function spoilt(sample: string, from: string, to: string): string {
  if (sample.split(from).length !== 2) throw new Error(`the sample does not hold once: ${from}`);
  return sample.replace(from, () => to);
}

/** A sample with further lines under `spec`. */
export function withSpec(sample: string, ...lines: readonly string[]): string {
  return spoilt(sample, 'spec:\n', `spec:\n${lines.map((line) => `  ${line}\n`).join('')}`);
}

/** A sample with further lines under `destination`. */
export function withDestination(sample: string, ...lines: readonly string[]): string {
  return `${sample}${lines.map((line) => `    ${line}\n`).join('')}`;
}

/** A sample with further lines under its last connector. */
export function withConnectorMember(sample: string, ...lines: readonly string[]): string {
  return `${sample}${lines.map((line) => `      ${line}\n`).join('')}`;
}

/** Findings as printed for people. */
export function member(findings: readonly Diagnostic[]): readonly string[] {
  return findings.map(
    ({ file, line, column, severity, code, message, hint }) =>
      `${file}:${line}:${column} ${severity} ${code}: ${message}${hint === undefined ? '' : ` ${hint}`}`,
  );
}

/** The findings in the text of one file. */
export function findingsIn(text: string): readonly string[] {
  return member(readManifests([{ file: 'web.yaml', text }], [], 'streams').findings);
}

/** The manifests in a text that has no findings. */
export function manifestsIn(text: string) {
  const { manifests, findings } = readManifests([{ file: 'web.yaml', text }], [], 'streams');
  if (findings.length > 0) throw new Error(member(findings).join('\n'));
  return manifests;
}
