import { inspect } from 'node:util';
import { type GitHub, GitHubError } from '../../../src/github/github.ts';
import type { Harness } from './harness.ts';

export const DRAFT = { title: 'Drift', body: 'the body of an issue' };
/** Every operation of the client, by name. */
export const VERBS: readonly (readonly [string, (client: GitHub) => Promise<unknown>])[] = [
  ['notes', (client) => client.notes(1)],
  ['addNote', (client) => client.addNote(1, DRAFT.body)],
  ['updateNote', (client) => client.updateNote(1, DRAFT.body)],
  ['removeNote', (client) => client.removeNote(1)],
  ['change', (client) => client.change(1)],
  ['changesWith', (client) => client.changesWith('a'.repeat(40))],
  ['compare', (client) => client.compare('a', 'b')],
  ['history', (client) => client.history('a.yaml', 'main')],
  ['filesIn', (client) => client.filesIn('main', 'streams')],
  ['fileText', (client) => client.fileText('a'.repeat(40))],
  ['records', (client) => client.records('e', { records: 1, states: 1, isOfInterest: () => true })],
  [
    'addRecord',
    (client) =>
      client.addRecord({
        ...{ target: 'e', commit: 'main', record: { p: DRAFT.body } },
        ...{ state: 'complete', summary: '', url: 'https://run.test/' },
      }),
  ],
  [
    'setRecordState',
    (client) =>
      client.setRecordState(1, { state: 'complete', summary: DRAFT.body, url: 'https://run.test/' }),
  ],
  ['tickets', (client) => client.tickets()],
  ['openTicket', (client) => client.openTicket(DRAFT)],
  ['updateTicket', (client) => client.updateTicket(1, { body: DRAFT.body })],
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
