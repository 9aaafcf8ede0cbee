/** The YAML of manifests with ordinary values. A test names only the values that it is about. */

/** The values of a manifest that tests choose. */
interface TextParts {
  readonly state?: 'active' | 'inactive' | 'absent';
  readonly fields?: readonly (number | string)[];
  readonly property?: number | string;
}

/** The values of a CDN manifest that tests choose. */
export interface CdnTextParts extends TextParts {
  readonly endpoint?: string;
  /** The variables of user name and password. An empty list: no authentication. */
  readonly variables?: readonly string[];
  readonly rotateSecretsAfter?: string;
}

/** Returns the manifest of a CDN stream that sends logs to an HTTPS endpoint. */
export function cdnText(name: string, parts: CdnTextParts = {}): string {
  const { state = 'active', fields = [1000], property = 349772, variables = ['TOKEN'] } = parts;
  const { endpoint = 'https://logs.example.com/akamai' } = parts;
  const [user, password = user] = variables;
  const login = `BASIC
    userName: { env: ${user} }
    password: { env: ${password} }`;
  const after = parts.rotateSecretsAfter;
  return `apiVersion: datastream-gitops/v1
kind: DataStream2
metadata: { name: ${name} }
spec:
  state: ${state}${after === undefined ? '' : `\n  rotateSecretsAfter: ${after}`}
  contractId: C-0N7RAC7
  groupId: 21484
  properties: [${property}]
  datasetFields: [${fields.join(', ')}]
  deliveryConfiguration: { format: JSON, frequency: { intervalInSeconds: 30 } }
  destination:
    destinationType: HTTPS
    displayName: Logs
    endpoint: ${endpoint}
    authenticationType: ${user === undefined ? 'NONE' : login}
`;
}

/** The values of a DataStream 1 manifest that tests choose. */
export interface DataStream1TextParts extends TextParts {
  /** The YAML of the list of connectors. */
  readonly connectors?: string;
  /** The variable of the token of the connector. */
  readonly variable?: string;
}

/** Returns the manifest of an AGGREGATE stream, by default with a connector for Splunk. */
export function dataStream1Text(name: string, parts: DataStream1TextParts = {}): string {
  const { state = 'active', fields = [77], property = 349772, variable = 'TOKEN' } = parts;
  const splunk = `
    - connectorType: SPLUNK
      connectorName: Splunk
      url: https://splunk.example.com/raw
      authToken: { env: ${variable} }`;
  return `apiVersion: datastream-gitops/v1
kind: DataStream1
metadata: { name: ${name} }
spec:
  state: ${state}
  streamType: AGGREGATE
  contractId: C-0N7RAC7
  groupId: 21484
  properties: [${property}]
  datasetFields: [${fields.join(', ')}]
  connectors:${parts.connectors ?? splunk}
`;
}
