import type { FindingExplanations } from './group.ts';

/** Findings about properties, zones, data set fields and other lists of one manifest. */
export const LISTS = {
  'empty-list': {
    title: 'The list is empty',
    meaning: 'The stream needs at least one item in this list.',
    fix: 'Add an item. To stop the logs of a stream, set `state: inactive`.',
    example: {
      file: 'streams/web.yaml',
      sample: '  properties: [www.example.com]',
      wrong: '  properties: []',
    },
  },
  'invalid-item': {
    title: 'An item of the list is not valid',
    meaning: 'Items are names or positive numbers, depending on the list.',
    fix: 'Correct the item. Names that consist of digits need quotes.',
    example: { file: 'streams/dns.yaml', sample: '  zones: [example.com]', wrong: '  zones: [1]' },
  },
  'duplicate-item': {
    title: 'An item is listed twice',
    meaning:
      'The same item is in the list twice, perhaps once by its id and once by its name. It counts once.',
    fix: 'Keep one of them.',
    example: {
      file: 'streams/web.yaml',
      sample: '  datasetFields: [cp, reqId]',
      wrong: '  datasetFields: [cp, reqId, cp]',
    },
  },
  'unknown-field-set': {
    title: 'There is no field set with this name',
    meaning: 'Field sets are lists of fields that `fieldSets` in `datastream.yaml` gives a name.',
    fix: 'Correct the name, or define the set.',
    example: {
      file: 'streams/web.yaml',
      sample: '  datasetFields: [cp, reqId]',
      wrong: '  datasetFields: [{ fieldSet: timings }]',
      right: '  datasetFields: [{ fieldSet: timing }]',
    },
  },
  'duplicate-field': {
    title: 'A field is in a field set and listed again',
    meaning:
      'A stream has each field once. The order of the fields is the order of the columns, so it is unclear which place was meant.',
    fix: 'Remove the field, or take it out of the set.',
    example: {
      file: 'streams/web.yaml',
      sample: '  datasetFields: [cp, reqId]',
      wrong: '  datasetFields: [{ fieldSet: timing }, reqTimeSec]',
      right: '  datasetFields: [{ fieldSet: timing }, cp]',
    },
  },
  'too-many-items': {
    title: 'The list has too many items',
    meaning: 'Akamai limits the number of items in one stream.',
    fix: 'Spread them over several streams.',
    example: {
      file: 'streams/errors.yaml',
      sample: '  properties: [www.example.com]',
      wrong: '  properties: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]',
    },
  },
  'server-field': {
    title: 'The API adds this field itself',
    meaning:
      'The field is part of the logs because another member is set. A list that contains it is refused.',
    fix: 'Remove the field from the list.',
    example: {
      file: 'streams/shop.yaml',
      sample: '  datasetFields: [cp, reqId]',
      wrong: '  datasetFields: [cp, reqId, 2051]',
    },
  },
  'field-of-other-type': {
    title: 'The field belongs to streams of another type',
    meaning: 'DataStream 1 has different fields for RAW and AGGREGATE streams.',
    fix: 'Remove the field, or use it in a stream of the other type.',
    example: {
      file: 'streams/errors.yaml',
      sample: '  datasetFields: [2xx, 5xx]',
      wrong: '  datasetFields: [2xx, 5xx, HTTP status]',
    },
  },
  'unknown-field': {
    title: 'This release does not know the field',
    meaning:
      'The field is misspelled, or Akamai added it after this release. `validate` cannot decide which. `plan` looks the field up in the API.',
    fix: 'Correct the name. If the field is new, ignore the warning.',
    example: {
      file: 'streams/web.yaml',
      sample: '  datasetFields: [cp, reqId]',
      wrong: '  datasetFields: [cp, reqID]',
    },
  },
} as const satisfies FindingExplanations;
