import { FORMAT_VERSION } from './members.ts';
import { list, object, oneOf, type Static, text, whole } from './shape.ts';

const OBSERVATIONS = ['confirmed', 'contradicted', 'not-observable'] as const;

const ASSUMPTION = object({
  id: text('Identifies the assumption. It never changes.', 'statuses-known'),
  statement: text('What the code assumes about the API.'),
  reliesOn: list('Files and decisions of this project that depend on it.', text('A path in this project.')),
  observation: oneOf('not-observable: this account does not show it.', OBSERVATIONS),
  message: text('What was observed: numbers and terms of the API, nothing of the account.'),
});
/** An assumption about the API, and what an account shows about it. */
export type CheckedAssumption = Static<typeof ASSUMPTION>;

export const ASSUMPTION_REPORT = object({
  formatVersion: FORMAT_VERSION,
  version: text('The version of datastream-gitops.'),
  requests: whole('HTTP requests sent.'),
  observed: object(
    {
      logTypes: whole('Log types whose streams could be listed.'),
      streams: whole('Streams that were read.'),
      failed: whole('Requests without a usable response.'),
    },
    'What the observations are based on.',
  ),
  assumptions: list('In a fixed order.', ASSUMPTION),
});
/** What an account shows about the assumptions. It contains nothing of the account, so that it can be published. */
export type AssumptionReport = Static<typeof ASSUMPTION_REPORT>;
