import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../../src/model/json.ts';
import { describeWithReference, reference } from '../../reference.ts';
import { objectIn, testClient } from '../../simulator/client.ts';
import { accountOf, type Recorded, recordedRequests } from '../../simulator/terraform.ts';
import { changesIn, imported, SECRETS, terraformWorkspace } from './terraform-workspace.ts';

const PLACE = { contractId: 'C-0N7RAC7', groupId: 21484 };
const SHARED = {
  ...PLACE,
  datasetFields: [{ datasetFieldId: 1000 }, { datasetFieldId: 1002 }],
  deliveryConfiguration: { format: 'JSON', frequency: { intervalInSeconds: 30 } },
};

function create(streamName: string, propertyId: number, destination: JsonObject): Recorded {
  const body = { ...SHARED, streamName, properties: [{ propertyId }], destination };
  return {
    method: 'POST',
    url: '/datastream-config-api/v3/log/cdn/streams?activate=false',
    status: 201,
    body,
  };
}

/** The four streams of the configuration whose requests were not recorded. */
const UNRECORDED: readonly Recorded[] = [
  ...[0, 1].map((index) =>
    create(`tf-counted-${index}`, 400030 + index, {
      destinationType: 'HTTPS',
      displayName: 'counted',
      endpoint: 'https://logs.example.com/counted',
      authenticationType: 'NONE',
    }),
  ),
  ...['eu', 'us'].map((region, index) =>
    create(`tf-module-${region}`, 400040 + index, {
      destinationType: 'DATADOG',
      displayName: 'module',
      authToken: `dd-${region}`,
      endpoint: 'https://http-intake.logs.datadoghq.com/v1/input',
    }),
  ),
];

/** The account after the recorded creates, and the IDs of its streams by name. */
async function createdAccount() {
  const requests = [...recordedRequests().filter(({ method }) => method === 'POST'), ...UNRECORDED];
  const client = testClient(accountOf(requests));
  const ids = new Map<string, number>();
  for (const { method, url, body } of requests) {
    const { streamId } = objectIn(await client.send(method, url, body));
    ids.set(String(body['streamName']), Number(streamId));
  }
  client.pass(client.accountState.current().settings.transitionTime);
  await client.call('GET', '/cdn/streams');
  return { account: client.accountState.current(), ids };
}

/** A file of the reference, with the IDs that the streams have in this account. */
function withIds(file: string, ids: ReadonlyMap<string, number>): string {
  const text = readFileSync(reference(`terraform/${file}`) ?? '', 'utf8');
  const rewrite = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(rewrite);
    if (typeof value !== 'object' || value === null) return value;
    const changed = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, rewrite(inner)]));
    const id = ids.get(String(changed['stream_name']));
    return id === undefined ? changed : { ...changed, id: String(id) };
  };
  return JSON.stringify(rewrite(JSON.parse(text)));
}

describeWithReference('the state of the official provider, with 18 streams', () => {
  test.each(['terraform.tfstate', 'show.json'])(
    '%s is imported, and the plan is empty',
    { timeout: 60_000 },
    async (file) => {
      const { account, ids } = await createdAccount();
      const made = await terraformWorkspace(account, withIds(file, ids));
      const { report, exitCode, output } = await imported(made, { secretsOut: SECRETS });
      expect(exitCode, output).toBe(0);
      expect(report.imported).toHaveLength(18);
      expect(report.terraform.secrets?.missing).toEqual([]);
      expect(report.terraform.secrets?.written).toHaveLength(24);
      expect(report.terraform.removed.blocks.match(/from = .*/g)).toHaveLength(16);
      expect(report.terraform.removed.blocks).toContain('from = module.m.akamai_datastream.this');
      expect(report.terraform.removed.commands).toContain(
        `terraform state rm 'module.m["eu"].akamai_datastream.this'`,
      );
      expect(await changesIn(made)).toEqual({ exitCode: 0, requests: { used: 1, apply: 0 }, changed: [] });
      expect(await changesIn(made, { cache: 'empty' })).toMatchObject({
        requests: { used: 19 },
        changed: [],
      });
      const secrets = await readFile(SECRETS, 'utf8');
      expect(secrets).toContain(`TF_GCS_PRIVATE_KEY='line one of a made-up key\nline two\n'\n`);
      expect(secrets).toContain(`TF_MODULE_EU_AUTH_TOKEN='dd-eu'\n`);
    },
  );
});
