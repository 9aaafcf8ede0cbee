/**
 * The stream of Profound's guide (custom HTTPS, BASIC, compressed JSON every 30 seconds), with the receiver as its
 * destination.
 */
export function manifestFor(port: number): string {
  return `# yaml-language-server: $schema=../schemas/stream.schema.json
apiVersion: datastream-gitops/v1
kind: DataStream2
metadata:
  name: agent-analytics
spec:
  logType: cdn
  state: active
  contractId: C-0N7RAC7
  groupId: 21484
  properties: [www.example.com]
  datasetFields:
    - streamId
    - cp
    - reqId
    - reqTimeSec
    - bytes
    - cliIP
    - statusCode
    - proto
    - reqHost
    - reqMethod
    - reqPath
    - queryStr
    - rspContentType
    - UA
    - accLang
    - referer
    - xForwardedFor
    - turnAroundTimeMSec
    - transferTimeMSec
    - timeToFirstByte
    - asn
  deliveryConfiguration:
    format: JSON
    frequency: { intervalInSeconds: 30 }
  destination:
    destinationType: HTTPS
    displayName: Receiver
    endpoint: https://localhost:${port}/v1/logs/akamai
    authenticationType: BASIC
    userName: { env: PROFOUND_ORGANIZATION }
    password: { env: PROFOUND_INGESTION_TOKEN }
    compressLogs: true
    caCert: { file: localhost.crt }
`;
}
