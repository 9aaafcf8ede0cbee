import { describe, expect, test } from 'vitest';
import { type Edit, editManifest } from '../../../src/manifest/edit/edit.ts';

const TEXT = `# Shop
apiVersion: datastream-gitops/v1
kind: DataStream2
metadata:
  name: shop # ours
spec:
  state: active
  properties: [www.example.com,   349772] # both
  datasetFields: &fields
    # Log information
    - cp
    - reqId # request

    # Timing
    - 1102
  samplingPercentage: 50 # half
  deliveryConfiguration: { format: JSON, frequency: { intervalInSeconds: 30 } }

  destination:
    destinationType: HTTPS
    endpoint: "https://logs.example.com"   # where
    # a secret
    password: { env: TOKEN }
---
metadata: { name: other }
spec:
  datasetFields: *fields
`;

function changed(edit: Edit, text = TEXT): readonly string[] {
  const before = text.split('\n');
  const after = editManifest(text, 'shop', [edit]).split('\n');
  const lost = before.filter((line) => !after.includes(line)).map((line) => `- ${line}`);
  return [...lost, ...after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`)];
}

describe('editing a manifest changes only the lines of the edited member', () => {
  test.each<[string, Edit, readonly string[]]>([
    [
      'replaces a value and keeps its comment',
      { tag: 'set', path: ['spec', 'samplingPercentage'], value: 25 },
      ['-   samplingPercentage: 50 # half', '+   samplingPercentage: 25 # half'],
    ],
    [
      'adds a member after the last named one that exists',
      { tag: 'set', path: ['spec', 'separate'], value: true, after: ['logType', 'state', 'protect'] },
      ['+   separate: true'],
    ],
    [
      'keeps the quotes of a string',
      { tag: 'set', path: ['spec', 'destination', 'endpoint'], value: 'https://x.example.com' },
      [
        '-     endpoint: "https://logs.example.com"   # where',
        '+     endpoint: https://x.example.com   # where',
      ],
    ],
    [
      'replaces a value in a block on one line',
      { tag: 'set', path: ['spec', 'deliveryConfiguration', 'frequency', 'intervalInSeconds'], value: 60 },
      [
        '-   deliveryConfiguration: { format: JSON, frequency: { intervalInSeconds: 30 } }',
        '+   deliveryConfiguration: { format: JSON, frequency: { intervalInSeconds: 60 } }',
      ],
    ],
    [
      'adds a new member at the end of its block',
      { tag: 'set', path: ['spec', 'destination', 'compressLogs'], value: true },
      ['+     compressLogs: true'],
    ],
    [
      'adds a new member to a block on one line',
      { tag: 'set', path: ['spec', 'deliveryConfiguration', 'uploadFilePrefix'], value: 'ak' },
      [
        '-   deliveryConfiguration: { format: JSON, frequency: { intervalInSeconds: 30 } }',
        '+   deliveryConfiguration: { format: JSON, frequency: { intervalInSeconds: 30 }, uploadFilePrefix: ak }',
      ],
    ],
    [
      'removes a member',
      { tag: 'remove', path: ['spec', 'samplingPercentage'] },
      ['-   samplingPercentage: 50 # half'],
    ],
    [
      'keeps the notation of items in a list on one line',
      { tag: 'list', path: ['spec', 'properties'], items: [{ kept: 1 }, { value: 'shop.example.com' }] },
      [
        '-   properties: [www.example.com,   349772] # both',
        '+   properties: [349772, shop.example.com] # both',
      ],
    ],
    [
      'keeps the comments of items in a list with a line for each item',
      {
        tag: 'list',
        path: ['spec', 'datasetFields'],
        items: [{ kept: 0 }, { kept: 2 }, { value: 'cookie' }],
      },
      ['-     - reqId # request', '+     - cookie'],
    ],
    ['changes nothing for a member that does not exist', { tag: 'remove', path: ['spec', 'extra', 'x'] }, []],
  ])('%s', (_what, edit, lines) => {
    expect(changed(edit)).toEqual(lines);
  });

  test('reorders the lines of a list together with their comments', () => {
    const items = [{ value: 'cookie' }, { kept: 2 }, { kept: 0 }];
    const edited = editManifest(TEXT, 'shop', [{ tag: 'list', path: ['spec', 'datasetFields'], items }]);
    // YAML attaches the comment at the top to the list.
    expect(edited).toContain(
      '&fields\n    # Log information\n    - cookie\n\n    # Timing\n    - 1102\n    - cp\n  samplingPercentage',
    );
  });

  test('keeps CRLF line ends and a byte order mark', () => {
    const text = `\ufeff${TEXT.replaceAll('\n', '\r\n')}`;
    const edits: readonly Edit[] = [
      { tag: 'set', path: ['spec', 'destination', 'compressLogs'], value: true },
      { tag: 'remove', path: ['spec', 'samplingPercentage'] },
    ];
    const edited = editManifest(text, 'shop', edits);
    expect(edited).toBe(`\ufeff${editManifest(TEXT, 'shop', edits).replaceAll('\n', '\r\n')}`);
  });

  test('refuses to edit a value that an alias shares', () => {
    const edit = { tag: 'set', path: ['spec', 'datasetFields', 'x'], value: 1 } as const;
    expect(() => editManifest(TEXT, 'other', [edit])).toThrow(/alias/);
  });

  test('replaces an alias by a list, so that the anchor keeps its value', () => {
    const edit = { tag: 'list', path: ['spec', 'datasetFields'], items: [{ value: 'cp' }] } as const;
    const edited = editManifest(TEXT, 'other', [edit]);
    expect(edited).toContain('spec:\n  datasetFields: [cp]\n');
    expect(edited).toContain('datasetFields: &fields\n');
  });
});

test.each<[readonly string[] | undefined, string]>([
  [['state', 'protect'], 'spec: { state: active, protect: true, separate: true, streamId: 7 }'],
  [undefined, 'spec: { state: active, protect: true, streamId: 7, separate: true }'],
  [['logType'], 'spec: { state: active, protect: true, streamId: 7, separate: true }'],
])('a new member follows %j, and otherwise the last member', (after, expected) => {
  const inOneLine = 'metadata: { name: shop }\nspec: { state: active, protect: true, streamId: 7 }\n';
  const place = after === undefined ? {} : { after };
  const edit = { tag: 'set', path: ['spec', 'separate'], value: true, ...place } as const;
  expect(editManifest(inOneLine, 'shop', [edit])).toContain(expected);
  const lines = 'metadata: { name: shop }\nspec:\n  state: active # now\n\n  protect: true\n  streamId: 7\n';
  const [, above] =
    editManifest(lines, 'shop', [edit])
      .split('separate')[0]
      ?.match(/(\w+): \w+\n\s*$/) ?? [];
  expect(above).toBe(after?.includes('protect') ? 'protect' : 'streamId');
});
