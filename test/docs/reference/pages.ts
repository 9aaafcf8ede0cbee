import { STREAM_CARDS } from '../../../src/collections/registry.ts';
import { DESTINATION_SETS } from '../../../src/destinations/registry.ts';
import { actionPage } from './action-page.ts';
import { commandsPage } from './commands-page.ts';
import { destinationPage } from './destination-page.ts';
import { errorsPage } from './errors-page.ts';
import { findingsPage } from './findings-page.ts';
import { logTypePage } from './log-type-page.ts';
import { cell, page } from './markdown.ts';
import { destinationFile, streamFile, titleOf } from './names.ts';
import { planMessagesPage } from './plan-messages-page.ts';
import { schemasPage } from './schemas-page.ts';

/** A generated page: its path in `docs/reference`, its title in the index, and its text. */
interface ReferencePage {
  readonly file: string;
  readonly title: string;
  readonly text: string;
}

const DESTINATION_PAGES: readonly ReferencePage[] = DESTINATION_SETS.flatMap((set) =>
  set.cards.map((card) => ({
    file: `destinations/${destinationFile(set, card)}`,
    title: titleOf(set, card),
    text: destinationPage(set, card),
  })),
);

const LOG_TYPE_PAGES: readonly ReferencePage[] = STREAM_CARDS.map((card) => ({
  file: `log-types/${streamFile(card)}`,
  title: card.title,
  text: logTypePage(card),
}));

const GENERAL_PAGES: readonly ReferencePage[] = [
  { file: 'commands.md', title: 'Commands', text: commandsPage() },
  { file: 'action-inputs.md', title: 'Inputs and outputs of the GitHub Action', text: actionPage() },
  {
    file: 'findings.md',
    title: 'Findings about manifests and the configuration file',
    text: findingsPage(),
  },
  {
    file: 'plan-messages.md',
    title: 'Refusals, blocked resources, warnings and findings about properties',
    text: planMessagesPage(),
  },
  { file: 'errors.md', title: 'Errors', text: errorsPage() },
  { file: 'schemas.md', title: 'JSON Schemas', text: schemasPage() },
];

const index = page('Reference', [
  listOf(GENERAL_PAGES),
  '## Log types',
  listOf(LOG_TYPE_PAGES),
  '## Destinations and connectors',
  listOf(DESTINATION_PAGES),
]);

function listOf(pages: readonly ReferencePage[]): string {
  return pages.map(({ file, title }) => `- [${cell(title)}](${file})`).join('\n');
}

/** The text of each generated page, by its path in `docs/reference`. */
export const REFERENCE: ReadonlyMap<string, string> = new Map([
  ['README.md', index],
  ...[...GENERAL_PAGES, ...LOG_TYPE_PAGES, ...DESTINATION_PAGES].map(
    ({ file, text }) => [file, text] as const,
  ),
]);
