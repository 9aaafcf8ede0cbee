/** Files of a repository by the names of their manifests, without `.yaml`. */
export type Files = Readonly<Record<string, string>>;

/** What a test says of a manifest. */
interface Parts {
  readonly state?: 'active' | 'inactive' | 'absent';
  readonly fields?: readonly number[];
  readonly property?: number;
  readonly secret?: string;
}

/** The file of a CDN stream. */
export function cdn(name: string, parts: Parts = {}): Files {
  const { state = 'active', fields = [1000], property = 349772, secret = 'TOKEN' } = parts;
  return {
    [name]: `apiVersion: datastream-gitops/v1
kind: DataStream2
metadata: { name: ${name} }
spec:
  state: ${state}
  contractId: C-0N7RAC7
  groupId: 21484
  properties: [${property}]
  datasetFields: [${fields.join(', ')}]
  deliveryConfiguration: { format: JSON, frequency: { intervalInSeconds: 30 } }
  destination:
    destinationType: HTTPS
    displayName: Logs
    endpoint: https://logs.example.com/akamai
    authenticationType: BASIC
    userName: { env: ${secret} }
    password: { env: ${secret} }
`,
  };
}

/** The file of a DataStream 1 stream: created inactive, and activated by a request of its own. */
export function first(name: string, parts: Parts = {}): Files {
  const { state = 'active', fields = [77], property = 349772 } = parts;
  return {
    [name]: `apiVersion: datastream-gitops/v1
kind: DataStream1
metadata: { name: ${name} }
spec:
  state: ${state}
  streamType: AGGREGATE
  contractId: C-0N7RAC7
  groupId: 21484
  properties: [${property}]
  datasetFields: [${fields.join(', ')}]
  connectors:
    - connectorType: SPLUNK
      connectorName: Splunk
      url: https://splunk.example.com/raw
      authToken: { env: TOKEN }
`,
  };
}
