import { ApiError } from '../../api/errors/errors.ts';
import { readProperties } from '../../apply/observe/read-properties.ts';
import { readingProgress } from '../../apply/observe/reading-progress.ts';
import type { PropertyCheck, PropertyFinding } from '../../model/property-finding.ts';
import { propertyLoggingKey } from '../../model/property-logging.ts';
import {
  type ExpectedProperty,
  expectedProperties,
  inactiveStreams,
} from '../../plan/streams/expected-streams.ts';
import { checkProperty } from '../../properties/check-property.ts';
import type { Connection } from './connection.ts';
import type { Context } from './context.ts';
import type { Planned } from './read-and-plan.ts';

type PlannedAccount = Pick<
  Planned<Connection>,
  'plan' | 'manifests' | 'properties' | 'otherProperties' | 'observed' | 'connection'
>;

/**
 * Checks the rules of every property that the manifests name: whether logs of their streams can arrive. A failure is
 * part of the result, because a plan does not depend on properties.
 */
export async function checkProperties(context: Context, planned: PlannedAccount): Promise<PropertyCheck> {
  return withManifests(await check(context, planned.connection, expectationOf(planned)), planned);
}

/** The rules of a property with a manifest are changed by that manifest, so that their findings have no fix. */
function withManifests(check: PropertyCheck, { properties, otherProperties }: PlannedAccount): PropertyCheck {
  const { propertyFindings, ...rest } = check;
  if (!propertyFindings) return check;
  const adapted = propertyFindings.map((finding) => {
    const { propertyId, propertyName } = finding.property;
    const manifest = [...properties, ...otherProperties].find((one) =>
      one.properties.some((named) => named === propertyId || named === propertyName),
    );
    if (!manifest || finding.severity === 'note') return finding;
    const { fix: _, ...others } = finding;
    const hint = `${propertyLoggingKey(manifest.name)} (${manifest.source.file}) manages this property: if its plan does not solve this, change that manifest instead of the rule tree.`;
    return { ...others, message: `${finding.message} ${hint}` };
  });
  return { ...rest, propertyFindings: adapted };
}

/** How long a check is valid for runs that do not check every time, milliseconds. */
const DAY = 24 * 3_600_000;

/**
 * Returns the check of an earlier run if it is younger than a day and the same streams were expected. Otherwise checks
 * the properties, for runs that take place every few minutes. A check that failed is not repeated earlier either, and
 * the findings before it stay valid: they are reported until a check shows something else.
 */
export async function checkPropertiesDaily(
  context: Context,
  planned: PlannedAccount,
): Promise<PropertyCheck> {
  const expectation = expectationOf(planned);
  const expected = context.hash(JSON.stringify(expectation));
  const { cache } = planned.connection;
  const now = context.clock.now();
  const cached = await cache.propertyCheck();
  const kept = cached?.expected === expected ? cached : undefined;
  if (kept && kept.at <= now && now - kept.at < DAY) return withManifests(kept.check, planned);
  const found = await check(context, planned.connection, expectation);
  const fresh = found.propertyProblem === undefined ? found : { ...kept?.check, ...found };
  await cache.keepPropertyCheck({ at: now, expected, check: fresh });
  return withManifests(fresh, planned);
}

/** What a check depends on in addition to the properties. */
interface Expectation {
  readonly properties: readonly ExpectedProperty[];
  /** IDs of DataStream 2 streams that are not active. */
  readonly inactive: readonly number[];
}

function expectationOf(planned: PlannedAccount): Expectation {
  return { properties: expectedProperties(planned), inactive: inactiveStreams(planned.observed) };
}

async function check(
  { listen }: Context,
  { properties, cache, redaction }: Connection,
  { properties: expected, inactive }: Expectation,
): Promise<PropertyCheck> {
  const total = expected.length;
  const onRead = readingProgress(listen, { total, what: 'properties' });
  try {
    const names = expected.map(({ property }) => property);
    const read = await readProperties(names, { properties, cache, onRead });
    if (read.tag === 'no-grant') return { propertyProblem: NO_GRANT };
    const propertyFindings = read.readings
      .flatMap((reading, index) => checkProperty(reading, expected[index]?.streams ?? [], inactive))
      .map((finding) => redactFinding(finding, redaction.redact));
    return { propertiesChecked: total, propertyFindings };
  } catch (error) {
    if (error instanceof ApiError && error.kind !== 'aborted') return problem(error);
    throw error;
  }
}

const NO_GRANT =
  'The API client needs the service "Property Manager (PAPI)" with READ-ONLY access to the groups of the properties (Akamai Control Center, Identity & Access).';

function problem({ message, details }: ApiError): PropertyCheck {
  return { propertyProblem: [message, details.hint].filter(Boolean).join(' ') };
}

/** People choose the names of rules and the values of criteria, so that they may contain a credential of the run. */
function redactFinding(finding: PropertyFinding, redact: (text: string) => string): PropertyFinding {
  const { message, rule, fix } = finding;
  return {
    ...finding,
    message: redact(message),
    ...(rule ? { rule: { ...rule, path: redact(rule.path), criteria: rule.criteria.map(redact) } } : {}),
    ...(fix ? { fix: { ...fix, terraform: redact(fix.terraform) } } : {}),
  };
}
