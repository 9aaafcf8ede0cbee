import type { FindingExplanations } from './group.ts';

/** Findings that several manifests cause together. */
export const ACROSS_MANIFESTS = {
  'duplicate-name': {
    title: 'Two manifests have the same name',
    meaning: 'The name identifies a manifest in commands, plans and approvals. The file was probably copied.',
    fix: 'Give each manifest a unique name.',
    example: { file: 'streams/dns.yaml', sample: '  name: dns', wrong: '  name: shop' },
  },
  'duplicate-stream-name': {
    title: 'Two manifests describe a stream with the same name',
    meaning:
      'Without `streamId`, a manifest finds its stream by its name. Two manifests would overwrite each other. Names are unique in a log type, and for DataStream 1 in a group.',
    fix: 'Change one name. If two live streams have the same name, bind both manifests with `streamId`.',
    example: {
      file: 'streams/shop.yaml',
      sample: '  state: active',
      wrong: '  streamName: web\n  state: active',
      right: '  streamName: web-shop\n  state: active',
    },
  },
  'duplicate-stream-id': {
    title: 'Two manifests are bound to the same stream',
    meaning: 'Both manifests have the same `streamId`. They would overwrite each other.',
    fix: 'Keep one of them, or correct the id.',
    example: {
      file: 'streams/web.yaml',
      sample: '    password: { env: LOG_PASSWORD }\n',
      wrong: `    password: { env: LOG_PASSWORD }
---
apiVersion: datastream-gitops/v1
kind: DataStream2
metadata: { name: first }
spec: { state: absent, streamId: 7051 }
---
apiVersion: datastream-gitops/v1
kind: DataStream2
metadata: { name: second }
spec: { state: absent, streamId: 7051 }
`,
      right: `    password: { env: LOG_PASSWORD }
---
apiVersion: datastream-gitops/v1
kind: DataStream2
metadata: { name: first }
spec: { state: absent, streamId: 7051 }
---
apiVersion: datastream-gitops/v1
kind: DataStream2
metadata: { name: second }
spec: { state: absent, streamId: 7052 }
`,
    },
  },
  'streams-per-item': {
    title: 'A property is in too many streams',
    meaning:
      'Akamai documents how many active streams may monitor one property. It raises the limit for some accounts, so it is a warning.',
    fix: 'Remove the property from one of the streams, unless the limit was raised for this account.',
  },
} as const satisfies FindingExplanations;

/** Findings about manifests of kind `PropertyLogging` and the streams that they name. */
export const PROPERTIES = {
  'duplicate-property': {
    title: 'Two manifests describe the same property',
    meaning: 'Both would change the rules of the property. One would undo the changes of the other.',
    fix: 'Describe each property in one manifest.',
    example: {
      file: 'streams/properties/site.yaml',
      sample: '  activation: { network: NONE }\n',
      wrong: `  activation: { network: NONE }
---
apiVersion: datastream-gitops/v1
kind: PropertyLogging
metadata: { name: other }
spec:
  properties: [www.example.com]
  streams: [shop]
  activation: { network: NONE }
`,
      right: `  activation: { network: NONE }
---
apiVersion: datastream-gitops/v1
kind: PropertyLogging
metadata: { name: other }
spec:
  properties: [shop.example.com]
  streams: [shop]
  activation: { network: NONE }
`,
    },
  },
  'unknown-stream': {
    title: 'No manifest describes this stream',
    meaning:
      'A manifest of properties names streams by the `metadata.name` of their manifests, or by their ids. A plan also checks that a CDN stream with the id exists.',
    fix: 'Correct the name. For a stream without a manifest, write its id as a number.',
    example: { file: 'streams/properties/site.yaml', sample: '  streams: [web]', wrong: '  streams: [webb]' },
  },
  'stream-without-properties': {
    title: 'Properties do not log to this stream',
    meaning:
      'Only some log types are configured in the rules of properties. This stream is of another log type.',
    fix: 'Remove the stream from the manifest of the properties.',
    example: {
      file: 'streams/properties/site.yaml',
      sample: '  streams: [web]',
      wrong: '  streams: [web, dns]',
    },
  },
  'absent-stream': {
    title: 'Properties cannot log to a stream that is deleted',
    meaning:
      'The manifest of the stream says `state: absent`, and a manifest of properties lists it in `streams`.',
    fix: 'Move the stream to `removeStreams`, so that properties stop naming it before it is deleted.',
    example: { file: 'streams/web.yaml', sample: '  state: active', wrong: '  state: absent' },
  },
  'inactive-stream': {
    title: 'Properties cannot log to an inactive stream yet',
    meaning:
      'The manifest of the stream says `state: inactive`. Properties name the stream once it is active.',
    fix: 'Set its state to `active`, or remove it from the manifest of the properties.',
    example: { file: 'streams/web.yaml', sample: '  state: active', wrong: '  state: inactive' },
  },
  'added-and-removed': {
    title: 'A stream is to be added and removed',
    meaning: 'The stream is in `streams` and in `removeStreams` of the same manifest.',
    fix: 'Remove it from one of them.',
    example: {
      file: 'streams/properties/site.yaml',
      sample: '  removeStreams: [7060]',
      wrong: '  removeStreams: [7060, web]',
    },
  },
} as const satisfies FindingExplanations;

/** Findings about the configuration file only. */
export const CONFIGURATION = {
  'second-document': {
    title: 'The configuration file has two documents',
    meaning: 'A line with `---` begins a second document. It is not clear which one applies.',
    fix: 'Merge the documents into one.',
    example: {
      file: 'datastream.yaml',
      sample: 'targets:\n',
      wrong: '---\ntargets:\n',
    },
  },
  'default-not-allowed': {
    title: 'A default cannot have this value',
    meaning:
      'Defaults are for many manifests. A member that names or binds one stream, the deletion of streams, and a path that is relative to each manifest are only possible in manifests.',
    fix: 'Write the member in the manifests.',
    example: {
      file: 'datastream.yaml',
      sample: 'fieldSets:\n',
      wrong: 'defaults:\n  - spec: { streamId: 7050 }\nfieldSets:\n',
    },
  },
  'missing-scope': {
    title: 'Unmanaged streams can only be an error in a scope',
    meaning:
      'Other teams may have streams in the same account. `orphans.action: fail` would make every run fail because of them.',
    fix: 'Add `groups`, `logTypes` or `names`. For the complete account, write `names: ["*"]`.',
    example: {
      file: 'datastream.yaml',
      sample: '  action: report',
      wrong: '  action: fail',
      right: "  action: fail\n  names: ['web-*']",
    },
  },
  'policy-violation': {
    title: 'A policy does not allow what the manifest contains',
    meaning:
      'The configuration file has rules for manifests, each with a reason. A plan that would create, update or activate the stream has an error. On pull requests, the policy of the base branch applies.',
    fix: 'Correct the manifest. If the policy should not apply to it, propose `exceptNames` in a separate pull request.',
    example: {
      file: 'streams/web.yaml',
      sample: '  datasetFields: [cp, reqId]',
      wrong: '  datasetFields: [cp, reqId, cookie]',
    },
  },
  'unknown-policy-field': {
    title: 'A policy names a field that no log type has',
    meaning: 'A misspelled field would forbid nothing. Keys and names of fields are checked, IDs are not.',
    fix: 'Correct the name. If this version does not know the field, write its ID.',
    example: {
      file: 'datastream.yaml',
      sample: '    forbiddenFields: [cookie]',
      wrong: '    forbiddenFields: [cookies]',
    },
  },
} as const satisfies FindingExplanations;
