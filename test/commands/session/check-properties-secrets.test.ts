import { expect, it } from 'vitest';
import { noCache } from '../../../src/apply/observe/version-cache.ts';
import { checkProperties } from '../../../src/commands/session/check-properties.ts';
import { openConnection } from '../../../src/commands/session/connection.ts';
import { readAndPlan } from '../../../src/commands/session/read-and-plan.ts';
import { DEFAULTS, workspace } from '../workspace.ts';

const SECRET = 'lp-4f9c2e17d0';

/** A tree whose rule names and criteria contain a credential, with a behavior that names another stream. */
const RULES = {
  name: 'default',
  behaviors: [],
  children: [
    {
      name: `forward ${SECRET}`,
      criteria: [{ name: 'path', options: { matchOperator: 'MATCHES_ONE_OF', values: [`/in/${SECRET}/*`] } }],
      behaviors: [
        { name: 'datastream', options: { streamType: 'LOG', logEnabled: true, logStreamName: ['1'] } },
      ],
    },
  ],
};

it('a credential of the run in names and criteria of rules is in no finding', async () => {
  const { context, clock } = await workspace({ examples: true });
  const checked = async (isCredential: boolean) => {
    const planned = await readAndPlan(context, { ...DEFAULTS, format: 'json' }, openConnection);
    if (planned.tag === 'rejected') throw new Error('rejected');
    const { connection } = planned;
    if (isCredential) connection.redaction.add([SECRET]);
    const rules = async () => ({ ruleFormat: 'latest', etag: 'a1', rules: RULES });
    const properties = { ...connection.properties, rules };
    return checkProperties(context, {
      ...planned,
      connection: { ...connection, properties, cache: noCache() },
    });
  };
  const shown = JSON.stringify(await clock.runUntil(checked(false)));
  expect(shown).toContain(SECRET);
  expect(shown).toContain('jsonPatch');
  const redacted = JSON.stringify(await clock.runUntil(checked(true)));
  expect(redacted).toContain('default > forward ***');
  expect(redacted).not.toContain(SECRET);
});
