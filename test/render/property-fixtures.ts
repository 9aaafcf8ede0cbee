import { canonicalJson, type Json } from '../../src/model/json.ts';
import type { PropertyCheck, PropertyFinding } from '../../src/model/property-finding.ts';

const WEB = { propertyId: 349772, propertyName: 'www.example.com', version: 12 };
const SHOP = { propertyId: 349770, propertyName: 'shop.example.com', version: 3 };
const STREAM = { kind: 'DataStream2', logType: 'cdn', name: 'web-access-logs', streamId: 7050 } as const;

function fixOf(options: Readonly<Record<string, Json>>): NonNullable<PropertyFinding['fix']> {
  const behavior: Json = { name: 'datastream', options };
  return {
    ruleTree: behavior,
    jsonPatch: [{ op: 'add', path: '/rules/behaviors/-', value: behavior }],
    terraform: `behavior {\n  datastream {\n    stream_type     = "LOG"\n    log_stream_name = ${canonicalJson(options['logStreamName'] ?? [])}\n  }\n}\n`,
  };
}

const missing: PropertyFinding = {
  code: 'behavior-missing',
  severity: 'warning',
  property: SHOP,
  stream: STREAM,
  message:
    'No rule has a DataStream behavior, so no requests are logged to stream ID 7050 (web-access-logs). Add one to rule "default".',
  fix: fixOf({ streamType: 'LOG', logEnabled: true, logStreamName: ['7050'], samplingPercentage: 100 }),
};

const notNamed: PropertyFinding = {
  code: 'stream-not-named',
  severity: 'warning',
  property: WEB,
  stream: STREAM,
  rule: {
    path: 'default > API',
    pointer: '/rules/children/0',
    criteria: ['path matches one of /api/*'],
  },
  message: 'The DataStream behavior of rule "default > API" does not name stream ID 7050.',
  fix: fixOf({ streamType: 'LOG', logEnabled: true, logStreamName: ['7000', '7050'] }),
};

const excluded: PropertyFinding = {
  code: 'excluded',
  severity: 'note',
  property: WEB,
  rule: { path: 'default > Health checks', pointer: '/rules/children/1', criteria: [] },
  message:
    'DataStream 2 is off in rule "default > Health checks" and on in another rule, which may be intended.',
};

const HOSTILE = '`</summary></details><!-- x --> @team ](http://evil.example) \u001b[31m\u202e | ```';

const hostile: PropertyFinding = {
  ...notNamed,
  property: { ...WEB, propertyName: HOSTILE },
  rule: { path: HOSTILE, pointer: '/rules/children/0', criteria: [HOSTILE] },
  message: `The DataStream behavior of rule "${HOSTILE}" does not name stream ID 7050.`,
  fix: {
    ruleTree: { [HOSTILE]: HOSTILE },
    jsonPatch: [{ path: HOSTILE }],
    terraform: `# ${HOSTILE}\n${HOSTILE}`,
  },
};

/** Checks of properties by the name of their golden file. */
export const PROPERTY_CHECKS: Readonly<Record<string, PropertyCheck>> = {
  'properties-findings': { propertiesChecked: 5, propertyFindings: [excluded, notNamed, missing] },
  'properties-notes-only': { propertiesChecked: 2, propertyFindings: [excluded] },
  'properties-fine': { propertiesChecked: 5, propertyFindings: [] },
  'properties-none': { propertiesChecked: 0, propertyFindings: [] },
  'properties-hostile': { propertiesChecked: 1, propertyFindings: [hostile] },
  'properties-many': {
    propertiesChecked: 40,
    propertyFindings: Array.from({ length: 30 }, (_, index) => ({
      ...missing,
      property: { propertyId: 1000 + index, propertyName: `site-${index}.example.com`, version: 1 },
    })),
  },
  'properties-no-grant': {
    propertyProblem:
      'The API client needs the service "Property Manager (PAPI)" with READ-ONLY access to the groups of the properties (Akamai Control Center, Identity & Access).',
  },
};
