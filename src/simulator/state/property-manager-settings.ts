import { flag, list, number, object, oneOf, type Static, text } from '../../model/shape.ts';

const TREE_FINDING = object({
  severity: oneOf(['error', 'warning']),
  /** The finding is about each behavior with this name. */
  behavior: text(),
  /** Absent: all properties. */
  'propertyId?': number(),
  /** The end of the problem type, after `/validation/`. */
  type: text(),
  'title?': text(),
  'detail?': text(),
});
/** An error or a warning that validation reports in addition to those that the simulator knows. */
export type TreeFinding = Static<typeof TREE_FINDING>;

/**
 * Property Manager: a separate API with its own rate limit, which all clients of an account share. State files from
 * before it could be written lack the optional members.
 */
export const PROPERTY_MANAGER = object({
  /** Token bucket: its capacity in requests, and the milliseconds until one request is refilled. */
  rate: object({
    burst: number(),
    refill: number(),
  }),
  /** Whether the API client may use Property Manager. If not, every response is 403. */
  granted: flag(),
  /** The client setting that applies to requests without the header `PAPI-Use-Prefixes`. */
  usesPrefixes: flag(),
  /** The duration of an activation on the staging network, milliseconds. */
  'stagingTime?': number(),
  /** The duration of an activation on the production network, milliseconds. */
  'productionTime?': number(),
  /** How many activations an account may request on one network within 24 hours. */
  'activationsPerDay?': number(),
  /** Whether an activation on production needs a compliance record. */
  'needsComplianceRecord?': flag(),
  /** The largest number of behaviors and matches in a rule tree. */
  'elementsPerProperty?': number(),
  /** Findings about rule trees in addition to those that the simulator knows. */
  'findings?': list(TREE_FINDING),
  /** The form of error responses: JSON, a page, or a sentence. */
  'errorBodies?': oneOf(['problem', 'html', 'text']),
});
type PropertyManagerSettings = Static<typeof PROPERTY_MANAGER>;

/** The settings of a new account. The comment on each value gives its evidence. */
export const DEFAULT_PROPERTY_MANAGER: Required<PropertyManagerSettings> = {
  // Documented: a burst of 1000 requests, refilled by 100 a minute.
  rate: { burst: 1_000, refill: 600 },
  granted: true,
  // Not established what a new client has. Official clients send the header or expect prefixes.
  usesPrefixes: true,
  // Short, so that a trial is quick: a second for each minute at the vendor.
  stagingTime: 2_000,
  productionTime: 6_000,
  // The vendor's page on resource limits of 2020.
  activationsPerDay: 100,
  // Needed for accounts that the vendor's staff manages.
  needsComplianceRecord: false,
  // The same page. Fixtures of its Go client have 3000.
  elementsPerProperty: 1_500,
  findings: [],
  // The documented form. Fixtures of the vendor's Go client have the other two as well.
  errorBodies: 'problem',
};

/** Returns the settings of Property Manager. Those that a state file lacks have their default values. */
export function propertyManagerSettings({
  propertyManager,
}: {
  readonly propertyManager: PropertyManagerSettings;
}): Required<PropertyManagerSettings> {
  return { ...DEFAULT_PROPERTY_MANAGER, ...propertyManager };
}
