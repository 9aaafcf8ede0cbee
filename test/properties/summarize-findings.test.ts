import { expect, test } from 'vitest';
import { PROPERTY_FINDING_CODES, type PropertyFinding } from '../../src/model/property-finding.ts';
import { summarizeFindings } from '../../src/properties/summarize-findings.ts';

function finding(code: PropertyFinding['code'], propertyId: number, name = 'web'): PropertyFinding {
  const severity = code === 'excluded' ? 'note' : 'warning';
  return {
    code,
    severity,
    property: { propertyId },
    stream: { kind: 'DataStream2', logType: 'cdn', name },
    message: '',
  };
}

test.each<[readonly PropertyFinding[], number, string]>([
  [
    [finding('stream-not-named', 1), finding('behavior-missing', 2)],
    5,
    '2 of 5 properties do not name this stream',
  ],
  [
    [finding('stream-not-named', 1), finding('stream-not-named', 1)],
    5,
    '1 of 5 properties does not name this stream',
  ],
  [[finding('behavior-missing', 1)], 1, '1 of 1 property does not name this stream'],
  [
    [finding('behavior-missing', 1), finding('stream-not-named', 2, 'errors')],
    3,
    '2 of 3 properties do not name all of their streams',
  ],
  [
    [
      finding('field-not-logged', 1),
      finding('behavior-off', 1),
      finding('no-access', 2),
      finding('no-access', 3),
    ],
    4,
    '1 of 4 properties has the DataStream behavior switched off, 1 does not log a header of a chosen field, 2 could not be checked',
  ],
  [[finding('excluded', 1), finding('excluded', 2)], 2, 'no problem found in 2 properties (2 notes)'],
  [[], 1, 'no problem found in 1 property'],
])('%#', (findings, checked, sentence) => {
  expect(summarizeFindings(findings, checked)).toBe(sentence);
});

test('every code of a warning has a place in the sentence', () => {
  const notesOnly = ['excluded', 'logged-by-include', 'undetermined'];
  const codes: readonly PropertyFinding['code'][] = [
    'not-live',
    'stream-not-named',
    'behavior-missing',
    'behavior-off',
    'named-under-criteria-only',
    'too-many-streams',
    'sampling-overridden',
    'field-not-logged',
    'names-removed-stream',
    'no-access',
    'unreadable',
  ];
  for (const code of codes) expect(summarizeFindings([finding(code, 1)], 2)).toMatch(/^1 of 2 properties /);
  expect([...codes, ...notesOnly].sort()).toEqual([...PROPERTY_FINDING_CODES].sort());
});
