import type { PropertyFinding } from '../model/property-finding.ts';

interface Problem {
  readonly codes: readonly PropertyFinding['code'][];
  /** What is wrong with one property, and with several. */
  readonly one: string;
  readonly several: string;
}

/** The problems, the most serious first. `{stream}` is the stream, or the streams, of the findings. */
const PROBLEMS: readonly Problem[] = [
  {
    codes: ['behavior-missing', 'stream-not-named'],
    one: 'does not name {stream}',
    several: 'do not name {stream}',
  },
  {
    codes: ['behavior-off'],
    one: 'has the DataStream behavior switched off',
    several: 'have the DataStream behavior switched off',
  },
  { codes: ['not-live'], one: 'is not active on production', several: 'are not active on production' },
  {
    codes: ['named-under-criteria-only'],
    one: 'names {stream} under criteria only',
    several: 'name {stream} under criteria only',
  },
  {
    codes: ['field-not-logged'],
    one: 'does not log a header of a chosen field',
    several: 'do not log a header of a chosen field',
  },
  {
    codes: ['sampling-overridden'],
    one: 'logs another share of requests',
    several: 'log another share of requests',
  },
  { codes: ['too-many-streams'], one: 'names too many streams', several: 'name too many streams' },
  { codes: ['names-removed-stream'], one: 'names a removed stream', several: 'name a removed stream' },
  { codes: ['no-access', 'unreadable'], one: 'could not be checked', several: 'could not be checked' },
];

/**
 * Summarizes what a check of properties found, without a final period: `2 of 5 properties do not name this stream`.
 * Notes count only if there are no warnings.
 *
 * @param findings of one stream, which is then called "this stream", or of several
 * @param checkedProperties how many properties were checked, with or without findings
 */
export function summarizeFindings(findings: readonly PropertyFinding[], checkedProperties: number): string {
  const warnings = findings.filter(({ severity }) => severity === 'warning');
  const streams = new Set(findings.flatMap(({ stream }) => (stream === undefined ? [] : [stream.name])));
  const clauses = PROBLEMS.flatMap(({ codes, one, several }) => {
    const count = propertiesOf(warnings.filter(({ code }) => codes.includes(code)));
    return count === 0 ? [] : [{ count, text: count === 1 ? one : several }];
  });
  const properties = `${checkedProperties} ${checkedProperties === 1 ? 'property' : 'properties'}`;
  if (clauses.length === 0) {
    const notes =
      findings.length === 0 ? '' : ` (${findings.length} ${findings.length === 1 ? 'note' : 'notes'})`;
    return `no problem found in ${properties}${notes}`;
  }
  return clauses
    .map(({ count, text }, index) => `${index === 0 ? `${count} of ${properties}` : count} ${text}`)
    .join(', ')
    .replaceAll('{stream}', streams.size > 1 ? 'all of their streams' : 'this stream');
}

function propertiesOf(findings: readonly PropertyFinding[]): number {
  return new Set(findings.map(({ property }) => property.propertyId ?? property.propertyName)).size;
}
