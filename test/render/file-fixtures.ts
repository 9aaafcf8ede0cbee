import type { Diagnostic } from '../../src/model/diagnostic.ts';
import type { ImportReport, TerraformReport } from '../../src/render/schemas/import.ts';
import type { RotateReport } from '../../src/render/schemas/rotate.ts';
import { removedBlock, stateRemoveCommand } from '../../src/terraform/addresses.ts';
import { HOSTILE } from './hostile.ts';

const TARGET = 'https://akab-example.luna.akamaiapis.net, account key 1-ABCDE';

const findings: readonly Diagnostic[] = [
  {
    severity: 'error',
    code: 'unknown-member',
    message: 'spec has no member "samplngPercentage".',
    hint: 'Did you mean "samplingPercentage"?',
    file: 'streams/web.yaml',
    line: 12,
    column: 5,
  },
  {
    severity: 'warning',
    code: 'literal-credential',
    message: '"customHeaderValue" is written out and will be in the history of the repository.',
    hint: 'Write `{ env: NAME }` instead.',
    file: 'streams/archive.yaml',
    line: 30,
    column: 24,
  },
  {
    severity: 'error',
    code: 'literal-secret',
    message: '"password" must be a reference.',
    hint: 'Write `{ env: NAME }` or `{ file: path }`.',
    file: 'streams/web.yaml',
    line: 9,
    column: 5,
  },
];

/** Findings by the name of their golden file. */
export const FINDINGS = {
  'validate-findings': { findings, files: 3, manifests: [1, 2] },
  'validate-warning': { findings: findings.slice(1, 2), files: 3, manifests: [1, 2, 3] },
  'validate-clean': { findings: [], files: 1, manifests: [1] },
  'validate-hostile': {
    findings: HOSTILE.map((text, i) => ({
      severity: 'error' as const,
      code: 'invalid-value' as const,
      message: text,
      hint: text,
      file: text,
      line: i + 1,
      column: 1,
    })),
    files: 1,
    manifests: [],
  },
} as const;

const imported: ImportReport = {
  target: TARGET,
  imported: [
    {
      file: 'streams/web-access-logs.yaml',
      name: 'web-access-logs',
      collection: 'DataStream2/cdn',
      streamId: 7050,
      version: 3,
      status: 'ACTIVATED',
      references: [{ member: 'destination.password', suggestedName: 'WEB_ACCESS_LOGS_PASSWORD' }],
      notReturned: [{ member: 'samplingPercentage', sets: 100 }],
    },
  ],
  toMend: [],
  notImported: [],
};

const WEB_ADDRESS = 'module.logs["eu"].akamai_datastream.web';

/** What a state adds: a stream that is new, one that a manifest has, one of each kind that Terraform would delete. */
const terraform: TerraformReport = {
  file: 'state.json',
  tool: 'terraform',
  version: '1.9.8',
  streams: [
    {
      address: WEB_ADDRESS,
      streamId: 7050,
      name: 'web-access-logs',
      file: 'streams/web-access-logs.yaml',
      isNew: true,
    },
    {
      address: 'akamai_datastream.shop[0]',
      streamId: 7051,
      name: 'shop',
      file: 'streams/shop.yaml',
      isNew: false,
      markedAs: 'tainted',
    },
    {
      address: 'akamai_datastream.shop[0] (deposed 1a2b3c4d)',
      streamId: 7052,
      name: 'shop-old',
      file: 'streams/shop-0-deposed-1a2b3c4d.yaml',
      isNew: false,
      markedAs: 'deposed',
    },
  ],
  omitted: [
    { subject: 'akamai_datastream.copy', message: `the same stream as ${WEB_ADDRESS}` },
    { subject: 'akamai_property', count: 2, message: 'remains managed by Terraform' },
  ],
  secrets: {
    file: '../secrets.env',
    written: ['SHOP_PASSWORD', 'WEB_ACCESS_LOGS_PASSWORD'],
    missing: [{ variable: 'SHOP_CA_CERT', name: 'shop', message: 'the state has no value for it' }],
  },
  removed: {
    blocks: ['module.logs.akamai_datastream.web', 'akamai_datastream.shop']
      .map((address) => removedBlock(address, 'terraform', '1.9.8'))
      .join('\n\n'),
    commands: [WEB_ADDRESS, 'akamai_datastream.shop'].map((one) => stateRemoveCommand(one, 'terraform')),
    notYet: [
      {
        address: 'akamai_datastream.odd',
        message: 'akamai_datastream.odd[1]: its status is "FROZEN", which the API does not document',
      },
    ],
  },
};

/** Results of import by the name of their golden file. */
export const IMPORTS: Readonly<Record<string, ImportReport>> = {
  'import-one': imported,
  'import-nothing': { target: 'simulator', imported: [], toMend: [], notImported: [] },
  'import-invalid-values': {
    ...imported,
    toMend: [
      {
        file: 'streams/web-access-logs.yaml',
        line: 9,
        column: 15,
        message: '"streamName" holds control characters.',
      },
    ],
    notImported: [{ streamId: 7101, name: 'odd', message: 'its status is "FROZEN"' }],
  },
  'import-unknown': {
    ...imported,
    imported: imported.imported.map((one) => ({
      ...one,
      unknownTypes: ['NEW_TYPE'],
      unknownMembers: ['destination.newMember', 'latencyProfile'],
    })),
  },
  'import-terraform': {
    ...imported,
    notImported: [
      { streamId: 7101, address: 'akamai_datastream.gone', message: 'the account has no such stream' },
    ],
    terraform,
  },
  'import-terraform-old': {
    target: TARGET,
    imported: [],
    toMend: [],
    notImported: [],
    terraform: {
      ...terraform,
      version: '1.5.7',
      streams: terraform.streams.slice(0, 1).map((one) => ({ ...one, isNew: false })),
      omitted: [],
      secrets: { file: '../secrets.env', written: [], missing: [] },
      removed: { ...terraform.removed, blocks: '', notYet: [] },
    },
  },
  'import-hostile': {
    target: TARGET,
    terraform: {
      file: HOSTILE[0] ?? '',
      tool: 'tofu',
      version: HOSTILE[0] ?? '',
      streams: HOSTILE.map((text) => ({
        address: text,
        streamId: 1,
        name: text,
        file: text,
        isNew: false,
        markedAs: 'tainted',
      })),
      omitted: HOSTILE.map((text) => ({ subject: text, count: 1, message: text })),
      secrets: {
        file: HOSTILE[0] ?? '',
        written: HOSTILE,
        missing: HOSTILE.map((text) => ({ variable: text, name: text, message: text })),
      },
      removed: {
        blocks: HOSTILE.join('\n'),
        commands: HOSTILE,
        notYet: HOSTILE.map((text) => ({ address: text, message: text })),
      },
    },
    imported: HOSTILE.map((text) => ({
      file: text,
      name: text,
      collection: text,
      streamId: 1,
      version: 1,
      status: text,
      references: [{ member: text, suggestedName: text }],
      notReturned: [{ member: text, sets: text }],
      unknownTypes: [text],
      unknownMembers: [text],
    })),
    toMend: HOSTILE.map((text) => ({ file: text, line: 1, column: 1, message: text })),
    notImported: HOSTILE.map((text) => ({ streamId: 1, name: text, message: text })),
  },
};

const rotated: RotateReport['updated'][number] = {
  ...{ file: 'streams/web-access-logs.yaml', line: 3, name: 'web-access-logs' },
  ...{ kind: 'DataStream2', logType: 'cdn' },
  secrets: ['env:LOG_PLATFORM_TOKEN', 'env:LOG_PLATFORM_USER'],
};

/** Results of `rotate` by the name of their golden file. */
export const ROTATIONS: Readonly<Record<string, RotateReport>> = {
  'rotate-typical': {
    rotateSecretsAfter: '2026-11-28T10:00:00Z',
    updated: [
      rotated,
      { ...rotated, file: 'streams/shop.yaml', name: 'shop errors', before: '2026-08-01T06:00:00Z' },
    ],
    notUpdated: [],
    alsoUsed: [{ secret: 'env:LOG_PLATFORM_TOKEN', names: ['archive', 'api logs'] }],
  },
  'rotate-nothing': {
    rotateSecretsAfter: '2026-11-28T10:00:00Z',
    updated: [],
    notUpdated: [{ name: 'open', message: 'it refers to no secret, so there is nothing to send again' }],
    alsoUsed: [],
  },
  'rotate-hostile': {
    rotateSecretsAfter: '2026-11-28T10:00:00Z',
    updated: HOSTILE.map((text) => ({ ...rotated, file: text, name: text, secrets: [`file:${text}`] })),
    notUpdated: HOSTILE.map((text) => ({ name: text, message: text })),
    alsoUsed: HOSTILE.map((text) => ({ secret: `file:${text}`, names: [text] })),
  },
};
