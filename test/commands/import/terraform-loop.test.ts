import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { readSecrets } from '../../../src/apply/secrets/dotenv.ts';
import { apply } from '../../../src/commands/apply.ts';
import { withSecretsFile } from '../../../src/commands/session/secrets-file.ts';
import { DESTINATIONS } from '../../../src/destinations/registry.ts';
import { loadManifests } from '../../../src/manifest/load.ts';
import { isObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import { isReference } from '../../../src/model/secret.ts';
import type { AccountState } from '../../../src/simulator/state/account-state.ts';
import { destination, destinationRow, destinationWithOptions } from '../../builders/destinations.ts';
import { BLOCK_OF, shownState, stateFile } from '../../terraform/states.ts';
import { DEFAULTS } from '../workspace.ts';
import {
  accountWith,
  type Created,
  changesIn,
  imported,
  SECRETS,
  SIMULATOR,
  terraformWorkspace,
} from './terraform-workspace.ts';

/** Import from a state → plan is empty → the secrets of the state are enough for an update. */
const TYPES = Object.keys(BLOCK_OF).filter((type) => DESTINATIONS.some((card) => card.type === type));

/** Every write-only value is different, so that a value under a wrong name is noticed. */
function withSecrets(name: string, body: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(body).map(([member, value]) => [
      member,
      value === 'canary-5e77' ? `canary ${name} ${member} $1 # "x"\nline 2` : value,
    ]),
  );
}

/** A stream with the required and one with all members, for each destination, active and inactive. */
const CDN: readonly Created[] = TYPES.flatMap((type) =>
  [destination(type), destinationWithOptions(type)].map((to, index): Created => {
    const streamName = `${type.toLowerCase().replaceAll('_', '-')}-${index}`;
    return {
      active: index === 0,
      body: {
        streamName,
        destination: withSecrets(streamName, to),
        ...(destinationRow(type).family === 'object'
          ? {
              deliveryConfiguration: {
                format: 'JSON',
                frequency: { intervalInSeconds: 30 },
                uploadFilePrefix: 'ak',
                uploadFileSuffix: 'ds',
              },
            }
          : {}),
      },
    };
  }),
);

const OTHER_TYPES: readonly Created[] = (['appsec', 'answerx'] as const).flatMap((logType) =>
  [true, false].map((active) => ({
    logType,
    active,
    body: { streamName: `${logType}-${active}`, destination: withSecrets(logType, destination('S3')) },
  })),
);

test.each([
  ['a state', stateFile],
  ['the output of show -json', shownState],
] as const)(
  '%s with every destination and log type of the provider: plan is empty, and one request is enough for each log type',
  { timeout: 60_000 },
  async (_, write) => {
    const { account, held } = accountWith([...CDN, ...OTHER_TYPES]);
    const made = await terraformWorkspace(account, write(held));
    const { report, exitCode } = await imported(made, { secretsOut: SECRETS });
    expect(exitCode).toBe(0);
    expect(report.imported).toHaveLength(CDN.length + OTHER_TYPES.length);
    expect(report.terraform.secrets?.missing).toEqual([]);
    expect(await changesIn(made)).toEqual({ exitCode: 0, requests: { used: 3, apply: 0 }, changed: [] });
    expect(made.said.join('\n') + JSON.stringify(made.events) + JSON.stringify(report)).not.toContain(
      'canary',
    );
  },
);

test('the secrets file has the value of the state for every reference of the manifests', async () => {
  const { account, held } = accountWith([...CDN, ...OTHER_TYPES]);
  const made = await terraformWorkspace(account, stateFile(held));
  const { report } = await imported(made, { secretsOut: SECRETS });
  expect((await stat(SECRETS)).mode & 0o777).toBe(0o600);
  const { secrets, problems } = readSecrets(await readFile(SECRETS, 'utf8'), SECRETS);
  expect(problems).toEqual([]);
  expect([...secrets.keys()]).toEqual(report.terraform.secrets?.written);
  const { manifests } = await loadManifests({ directory: 'streams' });
  const checked = manifests.flatMap(({ streamId, spec }) => {
    const body = held.find(({ id }) => id === streamId)?.body['destination'];
    return Object.entries(isObject(spec['destination']) ? spec['destination'] : {}).flatMap(
      ([member, value]) => {
        if (!isReference(value) || !('env' in value) || !isObject(body)) return [];
        expect(secrets.get(value.env), `${streamId} ${member}`).toBe(body[member]);
        return [value.env];
      },
    );
  });
  expect(checked.toSorted()).toEqual([...secrets.keys()]);
});

test('an update with the secrets file sends every write-only member again', { timeout: 60_000 }, async () => {
  const { account, held } = accountWith([...CDN, ...OTHER_TYPES]);
  const made = await terraformWorkspace(account, stateFile(held));
  await imported(made, { secretsOut: SECRETS });
  for (const file of await readdir('streams')) {
    const text = await readFile(`streams/${file}`, 'utf8');
    expect(text).not.toContain('canary');
    await writeFile(`streams/${file}`, text.replace('intervalInSeconds: 30', 'intervalInSeconds: 60'));
  }
  const options = { ...DEFAULTS, format: 'json', yes: true, allow: { live: 100 } } as const;
  const done = await made.run(async (context) => apply(await withSecretsFile(context, SECRETS), options));
  expect(done.exitCode, done.output).toBe(0);
  const { streams } = JSON.parse(await readFile(SIMULATOR, 'utf8')) as AccountState;
  expect(streams).toHaveLength(held.length);
  for (const { streamId, versions } of streams) {
    const [first, last] = [versions[0], versions.at(-1)];
    expect(last?.version, String(streamId)).toBe(2);
    expect(last?.given?.toSorted(), String(streamId)).toEqual(first?.given?.toSorted());
    expect(comparable(last?.content['destination'])).toMatchObject(comparable(first?.content['destination']));
  }
});

/** The API spells the type of Oracle in mixed case. */
function comparable(value: Json | undefined): JsonObject {
  if (!isObject(value)) return {};
  return { ...value, destinationType: String(value['destinationType']).toUpperCase() };
}
