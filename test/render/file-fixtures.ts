import type { Diagnostic } from '../../src/model/diagnostic.ts';
import type { ImportReport } from '../../src/render/schemas/import.ts';
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
      code: 'strange',
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
  'import-hostile': {
    target: TARGET,
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
