import type { DeliveryItem } from '../../model/delivery.ts';
import type { PropertyFinding } from '../../model/property-finding.ts';
import { type ExpectedProperty, expectedProperties } from '../../plan/streams/expected-streams.ts';
import { checkProperties } from '../session/check-properties.ts';
import type { Connection } from '../session/connection.ts';
import type { Context } from '../session/context.ts';
import type { VerifyOptions } from '../session/options.ts';
import { readAndPlan } from '../session/read-and-plan.ts';

/** In how many of its properties a stream is named, by the name of its manifest. */
type NamedProperties = ReadonlyMap<string, NonNullable<DeliveryItem['properties']>>;

/** Findings with which no log of the property reaches the stream. */
const NOT_NAMED: readonly PropertyFinding['code'][] = [
  'not-live',
  'stream-not-named',
  'behavior-missing',
  'behavior-off',
  'no-access',
  'unreadable',
];

/**
 * Checks the rules of the properties of streams, as `status --check-properties` does. If they cannot be read, nothing is
 * known about any stream.
 */
export async function readNamedProperties(
  context: Context,
  { names, only, ...options }: VerifyOptions,
  connection: Connection,
): Promise<NamedProperties> {
  const planned = await readAndPlan(
    context,
    { ...options, only: [...names, ...only], format: 'terminal', rotate: [], allow: {}, isForStreams: true },
    () => Promise.resolve(connection),
  );
  if (planned.tag === 'rejected') return new Map();
  const { propertyFindings, propertyProblem } = await checkProperties(context, planned);
  if (propertyProblem !== undefined) context.say(`Properties are not checked. ${propertyProblem}`);
  return propertyFindings ? countNamed(expectedProperties(planned), propertyFindings) : new Map();
}

/** Counts the properties of each stream that name it. A stream with a property that is undetermined is omitted. */
export function countNamed(
  expected: readonly ExpectedProperty[],
  findings: readonly PropertyFinding[],
): NamedProperties {
  const counts = new Map<string, { named: number; total: number }>();
  const undetermined = new Set<string>();
  for (const { property, streams } of expected) {
    const about = findings.filter((one) => isAbout(one, property));
    for (const { name, state, integrationType } of streams) {
      if (state !== 'active') continue;
      const codes = about.filter(({ stream }) => (stream?.name ?? name) === name).map(({ code }) => code);
      // DataStream adds its own behavior to a property that it manages. The property still has to be active.
      const relevant = integrationType === 'DS_MANAGED' ? codes.filter((code) => code === 'not-live') : codes;
      if (relevant.includes('undetermined')) undetermined.add(name);
      const { named, total } = counts.get(name) ?? { named: 0, total: 0 };
      const isNamed = !relevant.some((code) => NOT_NAMED.includes(code));
      counts.set(name, { named: named + (isNamed ? 1 : 0), total: total + 1 });
    }
  }
  return new Map([...counts].filter(([name]) => !undetermined.has(name)));
}

function isAbout(
  finding: PropertyFinding,
  { propertyId, propertyName }: ExpectedProperty['property'],
): boolean {
  const { property } = finding;
  return propertyId === undefined
    ? property.propertyName === propertyName
    : property.propertyId === propertyId;
}
