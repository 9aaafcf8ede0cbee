import type { PropertyCheck, PropertyFinding, PropertyFix } from '../../model/property-finding.ts';
import { type AdviceItem, type Block, notesBlock, type Snippet } from '../document/document.ts';
import type { Tone } from '../text/styled-line.ts';
import { count, listing } from '../text/words.ts';

/** More findings than this are counted. JSON has all. */
const MOST_SHOWN = 20;

/** Returns the blocks of a check of properties, if there was one. */
export function propertyBlocks(check: PropertyCheck): readonly Block[] {
  const { propertiesChecked, propertyFindings, propertyProblem } = check;
  const problem =
    propertyProblem === undefined
      ? []
      : notesBlock('Properties are not checked', 'change', [{ text: propertyProblem }]);
  if (propertiesChecked === undefined || propertyFindings === undefined) return problem;
  const sorted = [...withSeverity(propertyFindings, 'warning'), ...withSeverity(propertyFindings, 'note')];
  const rest = sorted.length - MOST_SHOWN;
  const isWarning = withSeverity(sorted, 'warning').length > 0;
  return [
    ...problem,
    {
      tag: 'advice',
      summary: {
        tone: isWarning ? 'change' : 'good',
        text: summarizeProperties(propertiesChecked, propertyFindings),
      },
      items: sorted.slice(0, MOST_SHOWN).map((one, index, shown) => adviceItem(one, shown[index + 1])),
      ...(rest > 0 ? { hint: `and ${count(rest, 'more finding')}: see the JSON output` } : {}),
    },
  ];
}

function withSeverity(
  findings: readonly PropertyFinding[],
  severity: PropertyFinding['severity'],
): readonly PropertyFinding[] {
  return findings.filter((finding) => finding.severity === severity);
}

/** What is wrong with a property, as a predicate, most important first. Codes that are always notes are not listed. */
const FAULTS: readonly (readonly [readonly PropertyFinding['code'][], one: string, many: string])[] = [
  [['stream-not-named', 'behavior-missing'], 'does not name its streams', 'do not name their streams'],
  [['behavior-off'], 'has the DataStream behavior switched off', 'have the DataStream behavior switched off'],
  [['not-live'], 'is not active on production', 'are not active on production'],
  [['names-removed-stream'], 'names a stream that is removed', 'name a stream that is removed'],
  [
    ['named-under-criteria-only'],
    'names its streams under criteria only',
    'name their streams under criteria only',
  ],
  [['too-many-streams'], 'names too many streams', 'name too many streams'],
  [['field-not-logged'], 'does not log a field that is chosen', 'do not log a field that is chosen'],
  [['sampling-overridden'], 'overrides the sampling', 'override the sampling'],
  [['no-access', 'unreadable'], 'could not be read', 'could not be read'],
];

/** Returns the result in one sentence: `2 of 5 properties do not name their streams.` */
export function summarizeProperties(checked: number, findings: readonly PropertyFinding[]): string {
  if (checked === 0) return 'Properties: the manifests name none.';
  const warnings = withSeverity(findings, 'warning');
  const faults = FAULTS.flatMap(([codes, one, many]) => {
    const n = new Set(warnings.filter(({ code }) => codes.includes(code)).map(nameOf)).size;
    return n === 0 ? [] : [{ n, text: n === 1 ? one : many }];
  });
  const [first, ...others] = faults;
  if (!first) {
    return `Properties: the rules of ${checked === 1 ? 'the property match' : `all ${checked} match`} the manifests.`;
  }
  const more = others.map(({ n, text }) => `${n} ${text}`);
  return `${first.n} of ${count(checked, 'property', 'properties')} ${listing([first.text, ...more])}.`;
}

function nameOf({ property }: PropertyFinding): string {
  return property.propertyName ?? `property ${property.propertyId}`;
}

/** Returns a finding as advice. If the next finding has the same fix, the fix is shown there. */
function adviceItem(finding: PropertyFinding, next: PropertyFinding | undefined): AdviceItem {
  const { severity, property, message, fix, rule } = finding;
  const tone: Tone = severity === 'warning' ? 'change' : 'quiet';
  const version = property.version === undefined ? '' : ` version ${property.version}`;
  return {
    tone,
    subject: `${nameOf(finding)}${version}`,
    text: `${message}${criteriaText(rule?.criteria ?? [])}`,
    snippets: fix === undefined || isSameFix(finding, next) ? [] : snippetsOf(fix),
  };
}

/** The criteria say which requests the rule is about. */
function criteriaText(criteria: readonly string[]): string {
  return criteria.length === 0 ? '' : ` Criteria of the rule: ${criteria.join('; ')}.`;
}

function isSameFix(finding: PropertyFinding, next: PropertyFinding | undefined): boolean {
  return (
    nameOf(finding) === (next && nameOf(next)) && JSON.stringify(finding.fix) === JSON.stringify(next?.fix)
  );
}

/** Returns a fix in each form that can be pasted. */
export function snippetsOf({ ruleTree, jsonPatch, terraform }: PropertyFix): readonly Snippet[] {
  const json = (title: string, value: PropertyFix['ruleTree']): Snippet => ({
    title,
    language: 'json',
    lines: JSON.stringify(value, null, 2).split('\n'),
  });
  return [
    json('Rule tree', ruleTree),
    json('JSON Patch', jsonPatch),
    { title: 'Terraform', language: 'hcl', lines: terraform.trimEnd().split('\n') },
  ];
}
