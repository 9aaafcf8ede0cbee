import { ERRORS, RAW, spoilt, WEB, withConnectorMember, withSpec } from './samples.ts';

const CONNECTORS = ERRORS.slice(ERRORS.indexOf('  connectors:'));
const withConnectors = (text: string) => spoilt(ERRORS, CONNECTORS, text);
const SUMO = `    - connectorType: SUMO_LOGIC
      connectorName: Search
      url: { env: SEARCH_URL }
`;
const withLast = (...lines: readonly string[]) => spoilt(ERRORS, SUMO, `    - ${lines.join('\n      ')}\n`);
const properties = (count: number) =>
  `[${Array.from({ length: count }, (_, index) => `site-${index}`).join(', ')}]`;

/** Errors in streams of DataStream 1, and DataStream 1 members that look valid in DataStream 2. */
export const BAD_STREAMS1: readonly (readonly [title: string, text: string])[] = [
  ['DataStream 1: logType', withSpec(ERRORS, 'logType: cdn')],
  ['DataStream 1: deliveryConfiguration', withSpec(ERRORS, 'deliveryConfiguration: { format: XML }')],
  [
    'DataStream 1: destination',
    withSpec(ERRORS, 'destination: { destinationType: HTTPS, password: canary-40 }'),
  ],
  ['DataStream 1: DataStream 2 member', withSpec(ERRORS, 'samplingPercentage: 10')],
  [
    'DataStream 1: member names of API requests',
    spoilt(spoilt(ERRORS, 'properties:', 'propertyIds:'), 'datasetFields:', 'datasetFieldIds:'),
  ],
  [
    'DataStream 1: member names of API requests in extra',
    withSpec(ERRORS, 'extra: { propertyIds: [1], connectors: [], newMember: 1 }'),
  ],
  ['DataStream 1: member that the API returns', withSpec(ERRORS, 'activationStatus: ACTIVATED')],
  ['DataStream 1: connector member in the spec', withSpec(ERRORS, 'bucket: logs', 'connectorName: a')],
  ['DataStream 1: all members missing', `${ERRORS.slice(0, ERRORS.indexOf('  state'))}  state: active\n`],
  ['DataStream 1: groupId missing', spoilt(ERRORS, '  groupId: 21484\n', '')],
  [
    'DataStream 1: bound, contractId missing',
    spoilt(withSpec(ERRORS, 'streamId: 7'), '  contractId: C-0N7RAC7\n', ''),
  ],
  ['DataStream 1: streamType misspelled as AGGREGATED', spoilt(ERRORS, 'AGGREGATE', 'AGGREGATED')],
  ['DataStream 1: timeFrame of a RAW stream', withSpec(RAW, 'timeFrame: 5')],
  ['DataStream 1: sampleRate of an AGGREGATE stream', withSpec(ERRORS, 'sampleRate: 25')],
  ['DataStream 1: timeFrame of two minutes', spoilt(ERRORS, 'timeFrame: 5', 'timeFrame: 2')],
  ['DataStream 1: timeFrame is a string', spoilt(ERRORS, 'timeFrame: 5', "timeFrame: '5'")],
  ['DataStream 1: sampleRate too high', spoilt(RAW, 'sampleRate: 10', 'sampleRate: 101')],
  [
    'DataStream 1: fields of the other stream type',
    spoilt(ERRORS, '[2xx, 5xx, 81]', "[2xx, HTTP status, 3, '4', { datasetFieldId: 5 }]"),
  ],
  ['DataStream 1: field misspelled', spoilt(RAW, 'HTTP status', 'HTTP statsu')],
  ['DataStream 1: field that resembles one of the other stream type', spoilt(RAW, 'HTTP status', '6xx')],
  ['DataStream 1: one field in two notations', spoilt(ERRORS, '[2xx, 5xx, 81]', '[2xx, 77]')],
  ['DataStream 1: sixteen properties', spoilt(ERRORS, '[www.example.com]', properties(16))],
  ['DataStream 1: connectors missing', withConnectors('')],
  ['DataStream 1: connectors without a value', withConnectors('  connectors:\n')],
  [
    'DataStream 1: connectors is a block',
    withConnectors('  connectors: { connectorType: S3, accessKey: canary-41 }\n'),
  ],
  ['DataStream 1: connectors is a string', withConnectors('  connectors: S3\n')],
  ['DataStream 1: items that are not blocks', withConnectors('  connectors: [S3, 1, null, []]\n')],
  ['DataStream 1: empty connector', withConnectors('  connectors: [{}]\n')],
  ['DataStream 1: connectorType misspelled', spoilt(ERRORS, 'SUMO_LOGIC', 'SUMOLOGIC')],
  ['DataStream 1: connectorType is a number', spoilt(ERRORS, 'SUMO_LOGIC', '3')],
  [
    'DataStream 1: connectorType that only DataStream 2 has',
    withLast('connectorType: AZURE', 'connectorName: a', 'accessKey: canary-42'),
  ],
  ['DataStream 1: new type without a name', withLast('connectorType: KAFKA', 'authToken: { env: TOKEN }')],
  ['DataStream 1: new type with an invalid name', withLast('connectorType: KAFKA', 'connectorName: 5')],
  ['DataStream 1: new type with an empty name', withLast('connectorType: KAFKA', 'connectorName:')],
  ['DataStream 1: connector member misspelled', spoilt(ERRORS, 'bucket', 'buket')],
  ['DataStream 1: connector members missing', withLast('connectorType: SPLUNK', 'connectorName: a')],
  [
    'DataStream 1: DataStream 2 destination members in a connector',
    withLast('destinationType: SPLUNK', 'displayName: a', 'endpoint: https://canary-43'),
  ],
  ['DataStream 1: DataStream 2 member names in a connector', withConnectorMember(ERRORS, 'displayName: a')],
  ['DataStream 1: spec member in a connector', withConnectorMember(ERRORS, 'timeFrame: 5')],
  ['DataStream 1: connectorId', withConnectorMember(ERRORS, 'connectorId: 12')],
  ['DataStream 1: secret in plain text', spoilt(ERRORS, '{ env: ARCHIVE_SECRET }', 'canary-44')],
  ['DataStream 1: reference misspelled', spoilt(ERRORS, '{ env: ARCHIVE_SECRET }', '{ envs: canary-45 }')],
  ['DataStream 1: forbidden reference', spoilt(ERRORS, 'SEARCH_URL', 'GITHUB_TOKEN')],
  [
    'DataStream 1: reference in a member that does not accept one',
    spoilt(ERRORS, 'bucket: logs.example.com', 'bucket: { env: BUCKET }'),
  ],
  [
    'DataStream 1: collector code in plain text',
    spoilt(ERRORS, '{ env: SEARCH_URL }', 'https://sumo.example.com/http/canary-46'),
  ],
  [
    'DataStream 1: URL with user, query and fragment',
    spoilt(ERRORS, '{ env: SEARCH_URL }', 'https://canary-47@sumo.example.com/canary-48?canary-49#canary-50'),
  ],
  [
    'DataStream 1: Splunk with a query',
    withLast(
      'connectorType: SPLUNK',
      'connectorName: a',
      'url: https://splunk.example.com/raw?canary-51',
      'authToken: { env: TOKEN }',
    ),
  ],
  ['DataStream 1: URL over http', spoilt(ERRORS, '{ env: SEARCH_URL }', 'http://canary-52.example.com')],
  ['DataStream 1: two connectors with one name', spoilt(ERRORS, 'Search', 'Archive')],
  [
    'DataStream 1: connector names with odd characters',
    spoilt(spoilt(ERRORS, 'Search', '"a\\tb"'), 'Archive', '__proto__'),
  ],
  [
    'DataStream 1: extra of a connector',
    withConnectorMember(ERRORS, 'extra: { url: canary-53, connectorId: 1, apiKey: canary-54 }'),
  ],
  [
    'DataStream 1: absent, with an incomplete connector',
    withConnectors('  connectors: [{ connectorType: S3, bukcet: a }]\n').replace('active', 'absent'),
  ],
  ['DataStream 2: connectors', withSpec(WEB, 'connectors: []')],
  ['DataStream 2: members of DataStream 1', withSpec(WEB, 'streamType: RAW', 'sampleRate: 25')],
  [
    'DataStream 2: member names of connectors',
    spoilt(spoilt(WEB, 'destinationType', 'connectorType'), 'displayName', 'connectorName'),
  ],
];
