import fc from 'fast-check';
import { expect, test } from 'vitest';
import { apply } from '../../../src/commands/apply.ts';
import { importStreams } from '../../../src/commands/import/import.ts';
import { updateManifests } from '../../../src/commands/import/update.ts';
import { plan } from '../../../src/commands/plan.ts';
import { variableName } from '../../../src/conversion/variable-name.ts';
import { LOG_TYPES, type LogType } from '../../../src/model/collection.ts';
import { type JsonObject, objectsIn } from '../../../src/model/json.ts';
import type { AccountState } from '../../../src/simulator/state/account-state.ts';
import { CANARY, destination } from '../../builders/destinations.ts';
import { createBody } from '../../builders/request-bodies.ts';
import { bodyOf, contentOf } from '../../convergence/content.ts';
import { bodyOf1, contentOf1 } from '../../convergence/content1.ts';
import { type Lived, liveMeaning, sorted, streamsIn } from '../../convergence/either-api.ts';
import { runs, share } from '../../soak.ts';
import { at, OPTIONS, stored, withVersions, withVersions1 } from '../history/versions.ts';
import { variablesOfFolder } from '../workspace.ts';

/** For any versions: import --update --version, plan and apply lead back to the content of that version. */
const NAME = 'web-access-logs';
const LONG = { timeout: 120_000 };

/** The meaning of each version, oldest first. Write-only secrets are not part of it, since nobody can bring them back. */
function meanings(accountState: AccountState): readonly string[] {
  return streamsIn(accountState).flatMap(({ collection, stream }) =>
    stream.versions.map((version) => {
      const lived: Lived = { collection, stream: { ...stream, versions: [version] } };
      const { certified: _, ...destination } = Object(liveMeaning(lived)['destination']);
      return sorted({ ...liveMeaning(lived), destination });
    }),
  );
}

/**
 * The values that the references of the manifest had in a version, as a person would set them. The names of variables end
 * in the name of the member, after that of the connector.
 */
async function valuesOf(content: JsonObject = {}): Promise<Record<string, string>> {
  const places = [...objectsIn(content['connectors']), ...objectsIn([content['destination'] ?? null])];
  const names = await variablesOfFolder('streams');
  return Object.fromEntries(
    names.map((name) => {
      const values = places.flatMap((place) => {
        const own = String(place['connectorName'] ?? '');
        return Object.entries(place).filter(([member]) => name.endsWith(`_${variableName(own, member)}`));
      });
      return [name, String(values[0]?.[1] ?? CANARY)];
    }),
  );
}

async function goesBack(accountState: AccountState, version: number): Promise<void> {
  const { run } = await at(accountState);
  const before = meanings(accountState);
  const id = String(streamsIn(accountState)[0]?.stream.streamId);
  await run((context) => importStreams(context, { ...OPTIONS, which: [id] }));
  const update = { ...OPTIONS, which: [NAME], update: true, yes: true, version } as const;
  const result = JSON.parse((await run((context) => updateManifests(context, update))).output);
  expect(result.notUpdated).toEqual([]);
  const planned = JSON.parse((await run((context) => plan(context, OPTIONS))).output);
  const [item] = planned.items;
  if (result.updated.length === 0) {
    if (/differs only in values behind references: env /.test(result.unchanged)) return;
    expect({ action: item.action, meaning: before[version - 1] }).toEqual({
      action: 'none',
      meaning: before.at(-1),
    });
    return;
  }
  expect(item.changes.map(({ path }: { path: string }) => path)).not.toEqual([]);
  const env = await valuesOf(streamsIn(accountState)[0]?.stream.versions[version - 1]?.content);
  // The result says if an address behind a reference leads elsewhere, which is only written on request.
  const hasOtherAddress = result.updated[0].secretsToCheck?.some(
    ({ isAddress }: { isAddress?: true }) => isAddress,
  );
  const rotate = hasOtherAddress ? [NAME] : [];
  const options = { ...OPTIONS, yes: true, allow: { remove: 100, live: 100 }, rotate };
  const applied = await run((context) => apply({ ...context, env }, options));
  const [first] = JSON.parse(applied.output).items[0].steps;
  expect(first).toEqual({ do: 'update', result: 'done' });
  const after = meanings(await stored());
  expect(after).toHaveLength(before.length + 1);
  expect(after.at(-1)).toBe(before[version - 1]);
}

test('going back from a set of fields to columns restores their order', LONG, async () => {
  const fields = [1023, 1000].map((datasetFieldId) => ({ datasetFieldId }));
  const columns = { format: 'STRUCTURED', fieldDelimiter: 'TAB', frequency: { intervalInSeconds: 30 } };
  const to = { datasetFields: fields, destination: destination('S3') };
  await goesBack(withVersions([createBody({ ...to, deliveryConfiguration: columns }), createBody(to)]), 1);
});

test('a version that differs only in a value behind a reference is not called the same', LONG, async () => {
  const peak = (host: string) => ({
    ...destination('TRAFFICPEAK'),
    endpoint: `https://${host}.example.com/ingest/event?table=logs&token=t`,
  });
  const bodies = ['a', 'b'].map((host) => createBody({ destination: peak(host) }));
  const account = withVersions(bodies);
  const { run } = await at(account);
  const id = String(streamsIn(account)[0]?.stream.streamId);
  await run((context) => importStreams(context, { ...OPTIONS, which: [id] }));
  const update = { ...OPTIONS, which: [NAME], update: true, yes: true, version: 1 } as const;
  const { unchanged } = JSON.parse((await run((context) => updateManifests(context, update))).output);
  expect(unchanged).toMatch(
    /^Version 1 of .* differs only in values behind references: env \w+\. To go back/,
  );
});

test.each(share(LOG_TYPES))(
  'going back to any version of a stream restores its content: %s',
  LONG,
  async (logType: LogType) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(contentOf(logType), { minLength: 2, maxLength: 4 }),
        fc.nat(),
        async (contents, choice) => {
          const bodies = contents.map((content) => bodyOf(content, NAME));
          await goesBack(withVersions(bodies, logType), (choice % (bodies.length - 1)) + 1);
        },
      ),
      { numRuns: runs(40) },
    );
  },
);

test('going back to any version of a DataStream 1 stream restores its content', LONG, async () => {
  const contents = fc
    .constantFrom('RAW' as const, 'AGGREGATE' as const)
    .chain((type) => fc.array(contentOf1(type), { minLength: 2, maxLength: 4 }));
  await fc.assert(
    fc.asyncProperty(contents, fc.nat(), async (versions, choice) => {
      const bodies = versions.map((content) => bodyOf1(content, NAME));
      await goesBack(withVersions1(bodies), (choice % (bodies.length - 1)) + 1);
    }),
    { numRuns: runs(40) },
  );
});
