import type { DeliveryItem } from '../../model/delivery.ts';
import type { PropertyCheck, PropertyFinding } from '../../model/property-finding.ts';
import { type Rendered, renderComment } from '../comment/comment.ts';
import { accountRedactor, redactDelivery, redactPropertyCheck } from '../comment/hide-account.ts';
import { mayBeNotNamed } from '../delivery/delivery-problems.ts';
import { deliverySentence } from '../delivery/delivery-sentence.ts';
import type { Section } from '../document/byte-budget.ts';
import type { Sentence } from '../document/document.ts';
import { section, sections } from '../document/markdown.ts';
import { propertyBlocks, summarizeProperties } from '../properties/property-blocks.ts';
import { clipped } from '../text/display-width.ts';
import { visible } from '../text/escape-control.ts';
import { code, prose, sentence } from '../text/markdown-escape.ts';
import { countedNames, resourceTitle } from '../text/resources.ts';
import { count, isSimulator, moment } from '../text/words.ts';

/** What a watch knows about the delivery of logs. */
export interface DeliveryIssueView {
  /** The display name of the target. Its host and account key are never shown. */
  readonly targetName: string;
  /** Host and account key, or `simulator`. */
  readonly target: string;
  /** Streams whose logs do not arrive, or did not arrive and cannot be verified now. */
  readonly items: readonly DeliveryItem[];
  /** The latest check of the properties. */
  readonly properties?: PropertyCheck;
  /** The time of the watch, in milliseconds since 1970. */
  readonly now: number;
  /** The URL of the complete text, for parts that are cut. */
  readonly summaryUrl?: string;
}

/** An issue with its title and its body. */
export interface RenderedDeliveryIssue extends Rendered {
  readonly title: string;
}

/** Returns whether there is anything to report. If there is not, the issue is closed. */
export function needsDeliveryIssue({ items, properties = {} }: DeliveryIssueView): boolean {
  return items.length + warningsOf(properties).length > 0;
}

function warningsOf({ propertyFindings = [] }: PropertyCheck): readonly PropertyFinding[] {
  return propertyFindings.filter(({ severity }) => severity === 'warning');
}

/**
 * Renders the issue about streams whose logs do not arrive, and about properties that do not match the manifests. If
 * there is nothing to report, the issue says so.
 *
 * @param budget size in bytes of UTF-8, at least 4,000; see `renderComment`. The caller subtracts the size of a
 *   hidden marker.
 */
export function renderDeliveryIssue(view: DeliveryIssueView, budget: number): RenderedDeliveryIssue {
  const hide = accountRedactor(view.target, view.targetName);
  const items = view.items.map((item) => redactDelivery(item, hide));
  const { properties = {} } = view;
  const { summaryUrl } = view;
  const comment = {
    headline: (mostNames: number) => headlineOf(items, view, mostNames),
    targetLines: [targetLine(view)],
    sections: [
      ...streamSection(items, view),
      ...propertySections({ ...properties, ...redactPropertyCheck(properties, hide) }),
      closing(view),
    ],
    ...(summaryUrl === undefined ? {} : { summaryUrl }),
  };
  return { title: titleOf(items, view), ...renderComment(comment, budget) };
}

/** A forge renders no Markdown in a title except code, and accepts about 250 characters. */
function titleOf(items: readonly DeliveryItem[], { targetName, properties = {} }: DeliveryIssueView): string {
  const faulty = new Set(
    warningsOf(properties).map(({ property }) => property.propertyName ?? property.propertyId),
  ).size;
  const shown = [
    ...(items.length === 0 ? [] : [`${count(items.length, 'stream')} without logs`]),
    ...(faulty === 0 ? [] : [`${count(faulty, 'property', 'properties')} to change`]),
  ];
  const name = clipped(visible(targetName).replace(/[`@#<>]/g, '?'), 80);
  return `DataStream delivery on ${name}: ${shown.length === 0 ? 'logs arrive' : shown.join(', ')}`;
}

function headlineOf(
  items: readonly DeliveryItem[],
  { properties = {} }: DeliveryIssueView,
  most: number,
): readonly Sentence[] {
  const words = (which: DeliveryItem['delivery'], text: string): readonly Sentence[] => {
    const these = items.filter(({ delivery }) => delivery === which);
    return these.length === 0 ? [] : [{ tone: 'danger', text: `${text}: ${countedNames(these, most)}.` }];
  };
  const { propertiesChecked = 0, propertyFindings = [] } = properties;
  const found = [
    ...words('failing', 'Every upload fails'),
    ...words('stopped', 'Logs have stopped'),
    ...words('no-data', 'No logs have arrived'),
    ...words('pending', 'Activated again, and no logs have arrived yet'),
    ...words('unknown', 'Logs did not arrive, and delivery cannot be verified now'),
    ...(warningsOf(properties).length === 0
      ? []
      : [{ tone: 'change' as const, text: summarizeProperties(propertiesChecked, propertyFindings) }]),
  ];
  return found.length > 0 ? found : [{ tone: 'good', text: 'Nothing to report: logs arrive.' }];
}

function targetLine({ targetName, target, now }: DeliveryIssueView): string {
  const simulator = isSimulator(target) ? ', the simulator: no real account' : '';
  return `**DataStream delivery** on ${code(clipped(targetName))}${simulator} · verified at ${prose(moment(new Date(now).toISOString()))}`;
}

function streamSection(
  items: readonly DeliveryItem[],
  { properties }: DeliveryIssueView,
): readonly Section[] {
  const isChecked = properties?.propertyFindings !== undefined;
  if (items.length === 0) return [];
  return [
    {
      what: 'streams whose logs do not arrive',
      rank: 1,
      open: '#### Streams whose logs do not arrive\n',
      parts: items.map((item) => streamEntry(item, isChecked)),
      close: '',
    },
  ];
}

/** Comments keep line breaks, so a line break next to the tag would be shown as a second one. */
function streamEntry(item: DeliveryItem, isChecked: boolean): string {
  const { name, lastSuccess, errors = [] } = item;
  const title = resourceTitle(item);
  const last =
    lastSuccess === undefined ? [] : [`The last successful upload was before ${moment(lastSuccess)}.`];
  const failures = errors.map(
    ({ codes, count: n, advice }) => `${count(n, 'failed attempt')} (${codes.join(', ')}): ${advice}`,
  );
  const check =
    isChecked || !mayBeNotNamed(item)
      ? []
      : ['Run `datastream status --check-properties` to check whether its properties name it.'];
  const lines = [deliverySentence(item), ...last, ...failures, ...check].map(sentence);
  return `- ${code(clipped(name))}: ${prose(title)}<br>${lines.join('<br>')}`;
}

function propertySections(properties: PropertyCheck): readonly Section[] {
  return warningsOf(properties).length === 0 ? [] : propertyBlocks(properties).flatMap(sections);
}

function closing(view: DeliveryIssueView): Section {
  const text = needsDeliveryIssue(view)
    ? `The watch job ${view.items.length > 0 ? 'verifies these streams again in every run' : 'checks the properties once a day'}. It closes this issue when nothing is left to report.`
    : 'The watch job reopens this issue if logs do not arrive.';
  return section('closing lines', 0, [sentence(text)]);
}
