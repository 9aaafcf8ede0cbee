import { isArray, type Json, type JsonObject } from '../../model/json.ts';

/** The first rule format that `akamai_property_rules_builder` has a block for. */
const FIRST_BUILDER_FORMAT = 'v2023-01-05';

/** Returns a behavior in the syntax of `akamai_property_rules_builder`, in a rule format. */
export function behaviorBlock(name: string, options: JsonObject, rule: string, ruleFormat: string): string {
  const members = Object.entries(options).map(
    ([option, value]) => [snakeCase(option), literal(value)] as const,
  );
  const width = members.reduce((most, [option]) => Math.max(most, option.length), 0);
  const lines = members.map(([option, value]) => `    ${option.padEnd(width)} = ${value}`);
  return [
    `# Rule ${JSON.stringify(rule)}, ${builderBlock(ruleFormat)}`,
    'behavior {',
    `  ${snakeCase(name)} {`,
    ...lines,
    '  }',
    '}',
    '',
  ].join('\n');
}

function builderBlock(ruleFormat: string): string {
  const hasBlock = /^v\d{4}-\d{2}-\d{2}$/.test(ruleFormat) && ruleFormat >= FIRST_BUILDER_FORMAT;
  return hasBlock
    ? `in the block rules_${ruleFormat.replaceAll('-', '_')} of akamai_property_rules_builder`
    : `in the block of your rule format (akamai_property_rules_builder has none for ${JSON.stringify(ruleFormat)})`;
}

/** `logXForwardedFor` is `log_x_forwarded_for`, and `logEdgeIP` is `log_edge_ip`. */
function snakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();
}

/** Options are flags, numbers, strings without templates of HCL, or lists of strings. */
function literal(value: Json): string {
  if (isArray(value)) return `[${value.map(literal).join(', ')}]`;
  return JSON.stringify(value);
}
