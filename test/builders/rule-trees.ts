import type { JsonObject } from '../../src/model/json.ts';
import type { AccountState } from '../../src/simulator/state/account-state.ts';
import { type RuleEdit, type SimulatedProperty, withRules } from '../../src/simulator/state/property.ts';
import { feature, ruleTree } from '../../src/simulator/vendor/rule-trees.ts';

/** A `datastream` behavior of DataStream 2 that names these streams. */
export const datastream = (streamIds: readonly number[], more: JsonObject = {}): JsonObject =>
  feature('datastream', {
    streamType: 'LOG',
    logEnabled: true,
    logStreamName: streamIds.map(String),
    samplingPercentage: 100,
    ...more,
  });

/** Log Request Details with these options. */
export const report = (options: JsonObject): JsonObject => feature('report', options);

type Edit = Partial<Omit<RuleEdit, 'rules'>>;

const LIVE = {
  by: 'colleague',
  at: Date.parse('2026-02-01T00:00:00Z'),
  activeOn: ['STAGING', 'PRODUCTION'],
} as const;

/**
 * Gives a property of a simulated account a new version with this rule tree. It is active on both networks, unless the
 * edit says otherwise: `{ activeOn: [] }` is a draft.
 */
export function withPropertyRules(
  accountState: AccountState,
  propertyId: number,
  rules: JsonObject,
  edit: Edit = {},
): AccountState {
  return withProperty(accountState, propertyId, (property) =>
    withRules(property, { ...LIVE, ...edit, rules }),
  );
}

/** Does the same with a rule tree that has only these behaviors in addition to what every website has. */
export function withPropertyBehaviors(
  accountState: AccountState,
  propertyId: number,
  behaviors: readonly JsonObject[],
  edit: Edit = {},
): AccountState {
  return withPropertyRules(accountState, propertyId, ruleTree(`${propertyId}`, { behaviors }), edit);
}

/** Gives an include of a simulated account a new version that is active on both networks. */
export function withIncludeRules(
  accountState: AccountState,
  includeId: number,
  rules: JsonObject,
  edit: Edit = {},
): AccountState {
  const { accountObjects } = accountState;
  const includes = accountObjects.includes.map((include) =>
    include.includeId === includeId ? withRules(include, { ...LIVE, ...edit, rules }) : include,
  );
  return { ...accountState, accountObjects: { ...accountObjects, includes } };
}

/** Changes one property of a simulated account. */
function withProperty(
  accountState: AccountState,
  propertyId: number,
  change: (property: SimulatedProperty) => SimulatedProperty,
): AccountState {
  const { accountObjects } = accountState;
  const properties = accountObjects.properties.map((property) =>
    property.propertyId === propertyId ? change(property) : property,
  );
  return { ...accountState, accountObjects: { ...accountObjects, properties } };
}
