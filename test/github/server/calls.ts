import { inspect } from 'node:util';
import { type GitHub, GitHubError } from '../../../src/github/github.ts';
import type { Harness } from './harness.ts';

export const DRAFT = { title: 'Drift', body: 'the body of an issue' };
/** Every operation of the client, by name. */
export const VERBS: readonly (readonly [string, (hub: GitHub) => Promise<unknown>])[] = [
  ['notes', (hub) => hub.notes(1)],
  ['addNote', (hub) => hub.addNote(1, DRAFT.body)],
  ['updateNote', (hub) => hub.updateNote(1, DRAFT.body)],
  ['removeNote', (hub) => hub.removeNote(1)],
  ['change', (hub) => hub.change(1)],
  ['changesWith', (hub) => hub.changesWith('a'.repeat(40))],
  ['compare', (hub) => hub.compare('a', 'b')],
  ['history', (hub) => hub.history('a.yaml', 'main')],
  ['filesIn', (hub) => hub.filesIn('main', 'streams')],
  ['fileText', (hub) => hub.fileText('a'.repeat(40))],
  ['records', (hub) => hub.records('e', { records: 1, states: 1, isOfInterest: () => true })],
  [
    'addRecord',
    (hub) =>
      hub.addRecord({
        ...{ target: 'e', commit: 'main', record: { p: DRAFT.body } },
        ...{ state: 'complete', summary: '', url: 'https://run.test/' },
      }),
  ],
  [
    'setRecordState',
    (hub) => hub.setRecordState(1, { state: 'complete', summary: DRAFT.body, url: 'https://run.test/' }),
  ],
  ['tickets', (hub) => hub.tickets()],
  ['openTicket', (hub) => hub.openTicket(DRAFT)],
  ['updateTicket', (hub) => hub.updateTicket(1, { body: DRAFT.body })],
];

/** The `permissions:` of a job that it needs. Default: `pull-requests: read`. */
export const NEEDS: Readonly<Record<string, string>> = {
  addNote: 'pull-requests: write',
  updateNote: 'pull-requests: write',
  removeNote: 'pull-requests: write',
  compare: 'contents: read',
  history: 'contents: read',
  filesIn: 'contents: read',
  fileText: 'contents: read',
  records: 'deployments: read',
  addRecord: 'deployments: write',
  setRecordState: 'deployments: write',
  tickets: 'issues: read',
  openTicket: 'issues: write',
  updateTicket: 'issues: write',
};

/** The error of an operation, on the test clock. */
export async function failure(at: Harness, operation: Promise<unknown>): Promise<GitHubError> {
  const error: unknown = await at.clock.runUntil(operation.catch((caught: unknown) => caught));
  if (!(error instanceof GitHubError)) throw new Error(`no HubError but ${inspect(error)}`);
  return error;
}
