/** DataStream 1 requests in tests, with their responses. */
export const DS1 = { kind: 'DataStream1' } as const;
export const BASE = '/datastream-config-api/v1/datastream1';
export const STREAMS = `${BASE}/streams`;

export const ROW = {
  streamId: 6301,
  streamName: 'errors',
  streamVersionId: 2,
  createdBy: 'user',
  createdDate: '23-07-2020 08:01:28 GMT',
  currentVersionId: 2,
  archived: false,
  activationStatus: 'ACTIVATED',
  groupId: 21483,
  groupName: 'Group Name',
  contractId: '1-FE6JR',
  streamType: 'AGGREGATE',
  connectors: ['Archive'],
  properties: [{ propertyId: 349772, propertyName: 'property.com' }],
};

const { currentVersionId: _current, archived: _archived, ...returned } = ROW;

export const CONNECTOR = {
  connectorId: 11178,
  connectorType: 'DATADOG',
  connectorName: 'Archive',
  url: 'https://http-intake.logs.datadoghq.com/v1/input/',
};

export const DETAIL = {
  ...returned,
  modifiedBy: 'someone',
  modifiedDate: '02-08-2020 08:23:31 GMT',
  timeFrame: 5,
  datasets: [
    {
      datasetGroupName: 'a',
      datasetFields: [{ datasetFieldId: 86, datasetFieldName: 'edge_response_time' }],
    },
    { datasetGroupName: 'b', datasetFields: [{ datasetFieldId: 77, datasetFieldName: '2xx' }] },
  ],
  connectors: [CONNECTOR],
  somethingNew: { kept: true },
};

export const KEY = { streamVersionKey: { streamId: 6301, streamVersionId: 2 } };

export const BODY = { spec: { streamName: 'errors' }, carried: {} };

/** A response with another status than 200. */
export const answer = (status: number, body: unknown = '') => ({
  status,
  headers: {},
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
