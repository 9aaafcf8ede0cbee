import type { FindingExplanations } from './group.ts';

/** Findings about the members of a document and their values. */
export const MEMBERS = {
  'unknown-member': {
    title: 'A key is unknown here',
    meaning:
      'The block has no member with this name. It may be misspelled, in the wrong block, or belong to another log type or destination. Unknown keys are errors, because a misspelled key would otherwise have no effect.',
    fix: 'Correct the key as the finding suggests, or remove it. For a member that Akamai added after this release, use `extra`.',
    example: {
      file: 'streams/web.yaml',
      sample: '  contractId: C-0N7RAC7',
      wrong: '  contractID: C-0N7RAC7',
    },
  },
  'missing-member': {
    title: 'A required member is missing',
    meaning:
      'The API does not accept the stream without this member, or this product needs it. In a manifest with `streamId`, it is a warning if the live stream may lack the member too.',
    fix: 'Add the member. The finding shows its form.',
    example: {
      file: 'streams/web.yaml',
      sample: '  state: active\n  contractId: C-0N7RAC7',
      wrong: '  contractId: C-0N7RAC7',
    },
  },
  'empty-member': {
    title: 'A member has no value',
    meaning:
      'Nothing, `null` or `~` follows the colon. It is not clear whether the member is meant to be removed.',
    fix: 'Write a value, or remove the member.',
    example: { file: 'streams/web.yaml', sample: '  groupId: 21484', wrong: '  groupId:' },
  },
  'wrong-type': {
    title: 'The value has the wrong type',
    meaning: 'The member needs another type of value: text, a number, `true` or `false`, a list or a block.',
    fix: 'Write a value of that type. Numbers and `true` and `false` need no quotes. In YAML 1.2, `yes`, `no`, `on` and `off` are text.',
    example: {
      file: 'streams/web.yaml',
      sample: '  properties: [www.example.com]',
      wrong: '  properties: www.example.com',
    },
  },
  'invalid-value': {
    title: 'The value is not allowed',
    meaning:
      'The value has the right type, but it is not one of the allowed values, too long, too large or of another form. For a stream that exists, `plan` compares the value with the live stream and reports it only if the two differ.',
    fix: 'Write an allowed value. The finding names them or their form.',
    example: { file: 'streams/web.yaml', sample: '  state: active', wrong: '  state: enabled' },
  },
  'unusual-value': {
    title: 'The value has an unusual form',
    meaning:
      'Akamai documents another form for this value. Streams with such a value exist, so only the API can decide.',
    fix: 'Compare the value with the documented form. If it is intended, ignore the warning.',
    example: {
      file: 'streams/shop.yaml',
      sample: '    uploadFilePrefix: shop',
      wrong: '    uploadFilePrefix: shop.example',
    },
  },
  'control-characters': {
    title: 'The value contains control characters',
    meaning:
      'Line breaks, tabs and escape sequences in a name make plans and logs unreadable, and the API refuses them.',
    fix: 'Remove them. Check that the text does not end in a line break.',
    example: {
      file: 'streams/web.yaml',
      sample: '  state: active',
      wrong: '  streamName: "web\\tlogs"\n  state: active',
      right: '  streamName: web logs\n  state: active',
    },
  },
  'read-only-member': {
    title: 'The member cannot be set',
    meaning: 'The API returns this member and does not accept it. It was probably copied from a response.',
    fix: 'Remove it.',
    example: {
      file: 'streams/web.yaml',
      sample: '  state: active',
      wrong: '  streamVersion: 3\n  state: active',
      right: '  state: active',
    },
  },
  'fixed-value': {
    title: 'The value of this member is fixed',
    meaning:
      'For this destination, Akamai accepts one value only. Another value would be refused or ignored.',
    fix: 'Remove the member. The fixed value applies.',
    example: {
      file: 'streams/shop.yaml',
      sample: '    path: shop/',
      wrong: '    path: shop/\n    compressLogs: false',
    },
  },
  'member-of-other-type': {
    title: 'The member belongs to streams or settings of another type',
    meaning:
      'The member has a meaning only if another member has a certain value, for example `sampleRate` for RAW streams.',
    fix: 'Remove the member, or change the other one.',
    example: {
      file: 'streams/errors.yaml',
      sample: '  timeFrame: 5',
      wrong: '  timeFrame: 5\n  sampleRate: 10',
    },
  },
  'needed-with': {
    title: 'A value needs another member',
    meaning:
      'With this value, the API requires a further member, for example `password` with `authenticationType: BASIC`.',
    fix: 'Add the member that the finding names, or change the value.',
    example: {
      file: 'streams/web.yaml',
      sample: '    userName: { env: LOG_USER }\n    password: { env: LOG_PASSWORD }',
      wrong: '    userName: { env: LOG_USER }',
    },
  },
  'goes-together': {
    title: 'Two members belong together',
    meaning:
      'One of two members is present without the other, for example the name of a header without its value.',
    fix: 'Add the other member, or remove both.',
    example: {
      file: 'streams/web.yaml',
      sample: '    authenticationType: BASIC',
      wrong: '    customHeaderName: X-Source\n    authenticationType: BASIC',
      right:
        '    customHeaderName: X-Source\n    customHeaderValue: { env: LOG_HEADER }\n    authenticationType: BASIC',
    },
  },
  'known-in-extra': {
    title: 'A known member is in extra',
    meaning:
      '`extra` sends members that this release does not know, without any check. A known member would bypass its checks there.',
    fix: 'Move the member out of `extra`, or remove it.',
    example: {
      file: 'streams/web.yaml',
      sample: '  groupId: 21484',
      wrong: '  groupId: 21484\n  extra: { groupId: 21485 }',
    },
  },
  'unsafe-name': {
    title: 'The name __proto__ is not allowed',
    meaning: 'JavaScript gives this name a special meaning, so no member and no connector may have it.',
    fix: 'Remove it, or choose another name.',
    example: {
      file: 'streams/shop.yaml',
      sample: '  groupId: 21484',
      wrong: '  groupId: 21484\n  __proto__: {}',
    },
  },
  'reserved-name': {
    title: 'The name is reserved for manifests of properties',
    meaning:
      'Commands and plans call manifests of properties `PropertyLogging/NAME`. The name of a stream must not look like that.',
    fix: 'Rename the manifest. If its stream is already live, add `streamName` with the live name.',
    example: {
      file: 'streams/shop.yaml',
      sample: '  name: shop',
      wrong: '  name: PropertyLogging/shop',
    },
  },
  'needed-to-create': {
    title: 'The stream cannot be created without this member',
    meaning:
      'The API requires the member to create a stream. A stream that exists keeps its value, so it is a warning.',
    fix: 'Add the member, unless the stream exists.',
    example: {
      file: 'streams/dns.yaml',
      sample: '  groupId: 21484\n',
      wrong: '',
    },
  },
  'needed-to-edit': {
    title: 'The stream cannot be edited without this member',
    meaning:
      'An update has to send the member, and the API may not return its value. A plan that changes the stream would be blocked.',
    fix: 'Add the member with its live value. Akamai Control Center shows it.',
    example: {
      file: 'streams/dns.yaml',
      sample: '  state: active\n  contractId: C-0N7RAC7',
      wrong: '  streamId: 7050\n  state: active',
      right: '  streamId: 7050\n  state: active\n  contractId: C-0N7RAC7',
    },
  },
  'separate-and-bound': {
    title: 'The stream is both new and bound',
    meaning:
      '`separate: true` creates a new stream although one with the same name exists. `streamId` binds the manifest to an existing stream.',
    fix: 'Remove one of them. Keep `streamId` if the stream exists.',
    example: {
      file: 'streams/web.yaml',
      sample: '  state: active',
      wrong: '  separate: true\n  streamId: 7050\n  state: active',
      right: '  streamId: 7050\n  state: active',
    },
  },
  'protected-absent': {
    title: 'A protected stream is to be deleted',
    meaning: 'The manifest says `state: absent` and `protect: true`. `plan` refuses to delete the stream.',
    fix: 'Remove `protect` to delete the stream. To keep it, set `state` to `active` or `inactive`.',
    example: {
      file: 'streams/shop.yaml',
      sample: '  state: active',
      wrong: '  state: absent\n  protect: true',
      right: '  state: active\n  protect: true',
    },
  },
  'time-in-future': {
    title: 'The time of a rotation is in the future',
    meaning:
      'Secrets are sent again if the live version is older than `rotateSecretsAfter`. A time in the future would send them in every run.',
    fix: 'Write the current time, as `datastream rotate NAME` does. If the time is correct, set the clock of the machine.',
    example: {
      file: 'streams/web.yaml',
      sample: '  state: active',
      wrong: '  rotateSecretsAfter: 2126-11-28T10:00:00Z\n  state: active',
      right: '  rotateSecretsAfter: 2026-11-28T10:00:00Z\n  state: active',
    },
  },
} as const satisfies FindingExplanations;
