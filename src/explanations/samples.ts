const WEB = `apiVersion: datastream-gitops/v1
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

const SHOP = `apiVersion: datastream-gitops/v1
kind: DataStream2
metadata:
  name: shop
spec:
  state: active
  contractId: C-0N7RAC7
  groupId: 21484
  properties: [shop.example.com]
  datasetFields: [cp, reqId]
  collectMidgress: true
  deliveryConfiguration:
    format: STRUCTURED
    fieldDelimiter: SPACE
    uploadFilePrefix: shop
    frequency: { intervalInSeconds: 60 }
  destination:
    destinationType: S3
    displayName: Archive
    bucket: logs.example.com
    region: eu-central-1
    path: shop/
    accessKey: { env: ARCHIVE_KEY }
    secretAccessKey: { file: secrets/archive }
`;

const DNS = `apiVersion: datastream-gitops/v1
kind: DataStream2
metadata:
  name: dns
spec:
  logType: edns
  state: active
  contractId: C-0N7RAC7
  groupId: 21484
  zones: [example.com]
  datasetFields: [4002, 4003]
  deliveryConfiguration:
    format: JSON
    frequency: { intervalInSeconds: 60 }
  destination:
    destinationType: LOGGLY
    displayName: Search
    endpoint: https://logs-01.loggly.com/bulk
    authToken: { env: LOGGLY_TOKEN }
`;

const FIREWALL = `apiVersion: datastream-gitops/v1
kind: DataStream2
metadata:
  name: firewall
spec:
  logType: appsec
  state: active
  contractId: C-0N7RAC7
  groupId: 21484
  appSecConfigs: [12345]
  deliveryConfiguration:
    format: JSON
    frequency: { intervalInSeconds: 30 }
  destination:
    destinationType: HTTPS
    displayName: Log platform
    endpoint: https://logs.example.com/firewall
    authenticationType: NONE
`;

const ERRORS = `apiVersion: datastream-gitops/v1
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
  datasetFields: [2xx, 5xx]
  connectors:
    - connectorType: SUMO_LOGIC
      connectorName: Search
      url: { env: SEARCH_URL }
    - connectorType: SUMO_LOGIC
      connectorName: Backup
      url: { env: BACKUP_URL }
`;

const SITE = `apiVersion: datastream-gitops/v1
kind: PropertyLogging
metadata:
  name: site
spec:
  properties: [www.example.com]
  streams: [web]
  removeStreams: [7060]
  activation: { network: NONE }
`;

const CONFIGURATION = `apiVersion: datastream-gitops/v1
orphans:
  action: report
fieldSets:
  timing: [reqTimeSec, turnAroundTimeMSec]
policy:
  - reason: Sessions must not leave the account
    forbiddenFields: [cookie]
targets:
  production:
    section: logs
`;

/**
 * Valid files of one repository, by their paths. Examples change one of them: a manifest for each kind, and the
 * configuration file.
 */
export const SAMPLES = {
  'streams/web.yaml': WEB,
  'streams/shop.yaml': SHOP,
  'streams/dns.yaml': DNS,
  'streams/firewall.yaml': FIREWALL,
  'streams/errors.yaml': ERRORS,
  'streams/properties/site.yaml': SITE,
  'datastream.yaml': CONFIGURATION,
} as const;

export type SampleFile = keyof typeof SAMPLES;
