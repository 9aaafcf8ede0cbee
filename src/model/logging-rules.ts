import { anyObject, flag, list, object, type Static, text, whole } from './shape.ts';

const RULE_PLACE = object({
  /** JSON Pointer of the rule in the body of the rule tree: `/rules`, `/rules/children/0`. */
  pointer: text(),
  /** Names of the rules from the default rule to this one. They are the customer's own text. */
  names: list(text()),
  /**
   * Names of the criteria of this rule and of the rules above it: `path`, `contentType`. Whether traffic reaches a rule
   * depends on all of them.
   */
  criteria: list(text()),
  /**
   * The criteria as clauses, one for each rule that has some, the outermost first. All of them must be met:
   * `path matches one of /api/* or hostname is one of api.example.com`. Values of headers, cookies, query parameters and
   * variables are omitted, because they may be credentials.
   */
  clauses: list(text()),
});
/** A rule of a rule tree: where it is, and when it applies. */
export type RulePlace = Static<typeof RULE_PLACE>;

const BEHAVIOR = object({
  rule: RULE_PLACE,
  /** JSON Pointer of the behavior in the body of the rule tree: `/rules/behaviors/3`. */
  pointer: text(),
  /**
   * Its options as returned. Options that are not known here are kept if they are numbers or booleans, because other
   * values may be credentials.
   */
  options: anyObject(),
  /** Names of the options whose values are not kept. Without them the behavior cannot be written again as a whole. */
  withheld: list(text()),
  /**
   * It cannot be edited in the API: `locked`, or a `uuid`, which means an advanced feature. A `uuid` of its rule only
   * means that the rule contains advanced features.
   */
  locked: flag(),
});
/** A `datastream`, `report` or `logCustom` behavior of a rule tree. */
export type Behavior = Static<typeof BEHAVIOR>;

export const LOGGING_RULES = object({
  /** Every `datastream` behavior, in the order of the tree. */
  datastream: list(BEHAVIOR),
  /** Every `report` behavior ("Log Request Details"), in the order of the tree. */
  report: list(BEHAVIOR),
  /** Every `logCustom` behavior. Its custom log field takes precedence over the one of `report`. */
  logCustom: list(BEHAVIOR),
  /** Every include that the tree uses, by which rule, and the JSON Pointer of the behavior, in the order of the tree. */
  includes: list(object({ includeId: whole(undefined, 1), rule: RULE_PLACE, pointer: text() })),
  /** A `cloudWrapper` behavior is switched on. Such properties need no `datastream` behavior. */
  cloudWrapper: flag(),
});
/**
 * What a rule tree says about logging. Nothing else of a tree is cached, saved or shown, because it may contain
 * credentials.
 */
export type LoggingRules = Static<typeof LOGGING_RULES>;
