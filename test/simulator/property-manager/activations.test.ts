import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../src/model/json.ts';
import type { Fault } from '../../../src/simulator/protocol/faults.ts';
import { seededAccount } from '../../../src/simulator/seed/seed.ts';
import type { Settings } from '../../../src/simulator/state/settings.ts';
import { ruleTree } from '../../../src/simulator/vendor/rule-trees.ts';
import { datastream, withPropertyBehaviors } from '../../builders/rule-trees.ts';
import { memberOf, objectIn, START } from '../client.ts';
import {
  activate,
  activation,
  activationAt,
  itemsIn,
  newVersion,
  OLD,
  type PapiClient,
  papiClient,
  SHOP,
  setHostnames,
  WWW,
  withPapiSettings,
} from './client.ts';

const MINUTE = 60_000;
/** The times of the vendor, so that the stages have whole seconds. */
const withTimes = (settings: Partial<Settings['propertyManager']> = {}) =>
  withPapiSettings(seededAccount(START), {
    stagingTime: 2 * MINUTE,
    productionTime: 6 * MINUTE,
    ...settings,
  });

/** An account whose version 3 of the property is a draft. */
async function withDraft(faults: readonly Fault[] = [], settings: Partial<Settings['propertyManager']> = {}) {
  const client = papiClient(withTimes(settings), faults);
  await newVersion(client, WWW, 2);
  return client;
}

const ACTIVATIONS = `/properties/${WWW}/activations`;
const post = (client: PapiClient, body: JsonObject) => client.write('POST', ACTIVATIONS, body);
const type = (end: string) => ({ type: expect.stringMatching(new RegExp(`/${end}$`, 'u')) });
const listed = async (client: PapiClient) => itemsIn(await client.papi(ACTIVATIONS), 'activations');
const statusesOf = async (client: PapiClient, version: number) => {
  const [item] = itemsIn(await client.papi(`/properties/${WWW}/versions/${version}`), 'versions');
  return [item?.['stagingStatus'], item?.['productionStatus']];
};

describe('an activation', () => {
  it('passes through the zones until its version is active', async () => {
    const client = await withDraft();
    const answer = await post(client, activation(3, 'STAGING', { note: 'CHG-1' }));
    const link = `/papi/v1${ACTIVATIONS}/1700001?contractId=C-0N7RAC7&groupId=21484`;
    expect(answer).toMatchObject({
      status: 201,
      headers: {
        location: link,
        'x-ratelimit-activations-limit': '100',
        'x-ratelimit-activations-remaining': '99',
        'x-ratelimit-activations-reset': '2026-03-02T12:00:00.000Z',
      },
      body: { activationLink: link },
    });
    const path = `${ACTIVATIONS}/1700001`;
    const seen: unknown[] = [];
    for (let second = 0; second <= 120; second += 12) {
      const { status, updateDate, fmaActivationState } = await activationAt(client, path);
      if (seen.at(-1) === undefined || (seen.at(-1) as readonly unknown[])[0] !== status) {
        seen.push([status, updateDate, fmaActivationState]);
      }
      client.pass(12_000);
    }
    expect(seen).toEqual([
      ['NEW', '2026-03-01T12:00:00Z', 'received'],
      ['PENDING', '2026-03-01T12:00:12Z', 'received'],
      ['ZONE_1', '2026-03-01T12:00:48Z', 'lived'],
      ['ZONE_2', '2026-03-01T12:01:12Z', 'deployed'],
      ['ZONE_3', '2026-03-01T12:01:36Z', 'deployed'],
      ['ACTIVE', '2026-03-01T12:02:00Z', 'steady'],
    ]);
    expect(await activationAt(client, path)).toMatchObject({
      activationId: '1700001',
      activationType: 'ACTIVATE',
      network: 'STAGING',
      propertyVersion: 3,
      note: 'CHG-1',
      notifyEmails: ['cdn@example.com'],
      submitDate: '2026-03-01T12:00:00Z',
    });
  });

  it('says when to ask again only while it is PENDING', async () => {
    const client = await withDraft();
    const path = await activate(client, WWW, activation(3));
    const hint = async () => (await client.papi(path)).headers['retry-after'];
    expect(await hint()).toBeUndefined();
    client.pass(20_500);
    expect(await hint()).toBe('100');
    client.pass(40_000);
    expect(await hint()).toBeUndefined();
  });

  it('makes the version active on its network, and the replaced one DEACTIVATED there', async () => {
    const client = await withDraft();
    await activate(client, WWW, activation(3));
    expect([await statusesOf(client, 3), await statusesOf(client, 2)]).toEqual([
      ['PENDING', 'INACTIVE'],
      ['ACTIVE', 'ACTIVE'],
    ]);
    client.pass(2 * MINUTE);
    expect([await statusesOf(client, 3), await statusesOf(client, 2)]).toEqual([
      ['ACTIVE', 'INACTIVE'],
      ['DEACTIVATED', 'ACTIVE'],
    ]);
    const [property] = itemsIn(await client.papi(`/properties/${WWW}`), 'properties');
    expect(property).toMatchObject({ stagingVersion: 3, productionVersion: 2 });
    const latest = await client.papi(`/properties/${WWW}/versions/latest?activatedOn=STAGING`);
    expect(latest.headers['location']).toContain('/versions/3?');
  });

  it('stays ACTIVE in the list after its version was replaced', async () => {
    const client = await withDraft();
    const before = await listed(client);
    expect(before).toMatchObject([
      { propertyVersion: 2, network: 'PRODUCTION', status: 'ACTIVE' },
      { propertyVersion: 2, network: 'STAGING', status: 'ACTIVE' },
      { propertyVersion: 1, network: 'PRODUCTION', status: 'ACTIVE' },
      { propertyVersion: 1, network: 'STAGING', status: 'ACTIVE' },
    ]);
    expect(new Set(before.map(({ activationId }) => activationId)).size).toBe(4);
    await activate(client, WWW, activation(3));
    client.pass(2 * MINUTE);
    const [newest, ...older] = await listed(client);
    expect(newest).toMatchObject({ propertyVersion: 3, network: 'STAGING', status: 'ACTIVE' });
    expect(older.map(({ status, propertyVersion }) => [status, propertyVersion])).toEqual(
      before.map(({ status, propertyVersion }) => [status, propertyVersion]),
    );
    expect(await activationAt(client, `${ACTIVATIONS}/${before[0]?.['activationId']}`)).toEqual(older[0]);
  });

  it('decides at once what DataStream and validation see of the property', async () => {
    const client = papiClient(withTimes());
    const path = `/properties/${OLD}/activations`;
    const group = async () =>
      (await client.call('GET', '/cdn/groups/21484/properties')).body as { properties: Json };
    expect(JSON.stringify(await group())).not.toContain('old.example.com');
    const answer = await client.write('POST', path, activation(1, 'PRODUCTION'));
    expect(answer.status).toBe(201);
    client.pass(6 * MINUTE);
    expect(JSON.stringify(await group())).toContain('old.example.com');
  });

  it('allows a fast fallback to the replaced version for an hour', async () => {
    const client = await withDraft();
    const path = await activate(client, WWW, activation(3, 'PRODUCTION'));
    expect(await activationAt(client, path)).not.toHaveProperty('fallbackInfo');
    client.pass(6 * MINUTE);
    const ended = (START + 6 * MINUTE) / 1_000;
    expect((await activationAt(client, path))['fallbackInfo']).toEqual({
      canFastFallback: true,
      fallbackVersion: 2,
      fastFallbackAttempted: false,
      fastFallbackExpirationTime: ended + 3_600,
      fastFallbackRecoveryState: null,
      steadyStateTime: ended,
    });
    const wrong = activation(1, 'PRODUCTION', { useFastFallback: true });
    expect((await post(client, wrong)).status).toBe(400);
    const back = await activate(client, WWW, activation(2, 'PRODUCTION', { useFastFallback: true }));
    client.pass(18_000);
    expect(await activationAt(client, back)).toMatchObject({ status: 'ACTIVE', propertyVersion: 2 });
    expect(await statusesOf(client, 3)).toEqual(['INACTIVE', 'DEACTIVATED']);
    expect(await activationAt(client, path)).toMatchObject({
      status: 'ACTIVE',
      fallbackInfo: { canFastFallback: false, fastFallbackAttempted: true },
    });
  });

  it.each<[string, (client: PapiClient) => void]>([
    ['after an hour', (client) => client.pass(3_600_000)],
    ['if the hostnames differ', (client) => setHostnames(client, 2, [])],
  ])('allows no fast fallback %s', async (_title, happen) => {
    const client = await withDraft();
    const path = await activate(client, WWW, activation(3, 'PRODUCTION'));
    client.pass(6 * MINUTE);
    happen(client);
    expect(await activationAt(client, path)).toMatchObject({ fallbackInfo: { canFastFallback: false } });
    const answer = await post(client, activation(2, 'PRODUCTION', { useFastFallback: true }));
    expect(answer.status).toBe(400);
  });

  it('of type DEACTIVATE deactivates the version on the network', async () => {
    const client = await withDraft();
    const path = await activate(client, WWW, activation(2, 'STAGING', { activationType: 'DEACTIVATE' }));
    expect(await activationAt(client, path)).toMatchObject({ status: 'PENDING_DEACTIVATION' });
    expect(await statusesOf(client, 2)).toEqual(['PENDING_DEACTIVATION', 'ACTIVE']);
    client.pass(2 * MINUTE);
    expect(await activationAt(client, path)).toMatchObject({
      status: 'DEACTIVATED',
      activationType: 'DEACTIVATE',
    });
    expect(await statusesOf(client, 2)).toEqual(['DEACTIVATED', 'ACTIVE']);
    const [property] = itemsIn(await client.papi(`/properties/${WWW}`), 'properties');
    expect(property).toMatchObject({ stagingVersion: null, productionVersion: 2 });
  });

  it('has an id with a prefix if the request asks for it', async () => {
    const client = await withDraft();
    const headers = { 'papi-use-prefixes': 'true' };
    const answer = await client.write('POST', ACTIVATIONS, activation(3), headers);
    expect(objectIn(answer)['activationLink']).toContain(`/prp_${WWW}/activations/atv_1700001?`);
    const read = await client.papi(`${ACTIVATIONS}/atv_1700001`, headers);
    expect(itemsIn(read, 'activations')).toMatchObject([
      { activationId: 'atv_1700001', propertyId: `prp_${WWW}` },
    ]);
  });
});

describe('an activation is refused', () => {
  it.each<[string, JsonObject, number, string]>([
    ['without a network', { network: null } as never, 400, 'bad-request'],
    ['without e-mail addresses', { notifyEmails: [] }, 400, 'activation/bad-notifyemails'],
    ['with a wrong e-mail address', { notifyEmails: ['nobody'] }, 400, 'activation/bad-notifyemails'],
    ['with an unknown type', { activationType: 'REMOVE' }, 400, 'bad-request'],
    ['with an unknown member', { force: true }, 400, 'bad-request'],
    ['for a version that does not exist', { propertyVersion: 9 }, 404, 'not-found'],
    ['for a version that is active there', { propertyVersion: 2 }, 422, 'activation/already-activated'],
    [
      'for the deactivation of a version that is not active',
      { activationType: 'DEACTIVATE' },
      422,
      'deactivation/not-active-in-staging',
    ],
  ])('%s', async (_title, changed, status, end) => {
    const client = await withDraft();
    const before = await listed(client);
    expect(await post(client, { ...activation(3), ...changed })).toMatchObject({ status, body: type(end) });
    expect(await listed(client)).toEqual(before);
  });

  it('while another one is in progress', async () => {
    const client = await withDraft();
    await newVersion(client, WWW, 2);
    await activate(client, WWW, activation(3));
    expect(await post(client, activation(3))).toMatchObject({
      status: 422,
      body: {
        ...type('property_activation_still_pending'),
        title: 'Property Manager Exception',
        messageId: 'property_activation_still_pending',
        params: [`Property ${WWW}`, 'Version 3'],
        result: 'ERROR',
      },
    });
    expect(await post(client, activation(4))).toMatchObject({ status: 409, body: type('resource-busy') });
    expect(await post(client, activation(3, 'PRODUCTION'))).toMatchObject({
      status: 409,
      body: { ...type('toolkit/validation_failed.error.arlfile.exists'), detail: 'ARL file/version exist' },
    });
    expect((await post(client, activation(4, 'PRODUCTION'))).status).toBe(201);
    client.pass(2 * MINUTE);
    expect((await post(client, activation(3, 'PRODUCTION'))).status).toBe(409);
  });

  it('which also stops edits of its version', async () => {
    const client = await withDraft();
    await activate(client, WWW, activation(3));
    const path = `/properties/${WWW}/versions/3/rules`;
    const edit = () => client.write('PUT', path, { rules: ruleTree('www') });
    expect(await edit()).toMatchObject({ status: 409, body: type('resource-busy') });
    client.pass(2 * MINUTE);
    expect(await edit()).toMatchObject({ status: 403, body: type('property-version/already-activated') });
  });

  it('until all warnings are acknowledged', async () => {
    const client = await withDraft([], {
      findings: [{ severity: 'warning', behavior: 'datastream', type: 'incompatible_condition' }],
    });
    const unacknowledged = { ...activation(3), acknowledgeAllWarnings: false };
    const answer = await post(client, unacknowledged);
    expect(answer).toMatchObject({ status: 400, body: type('activation/warnings-not-acknowledged') });
    const warnings = objectIn(answer)['warnings'] as readonly JsonObject[];
    expect(warnings).toHaveLength(3);
    const ids = warnings.map(({ messageId = '' }) => messageId);
    expect(ids.join(' ')).toMatch(/^msg_\w{32} msg_\w{32} msg_\w{32}$/);
    const some = await post(client, { ...unacknowledged, acknowledgeWarnings: ids.slice(1) });
    expect(some.status).toBe(400);
    expect((await post(client, { ...unacknowledged, acknowledgeWarnings: ids })).status).toBe(201);
  });

  it('if its rule tree names a stream that was deleted', async () => {
    const client = papiClient(withTimes());
    const shop = `/properties/${SHOP}`;
    await newVersion(client, SHOP, 1);
    const answer = await client.write('POST', `${shop}/activations`, activation(3));
    expect(answer).toMatchObject({
      status: 400,
      body: { errors: [type('generic_behavior_issue.invalid_data_stream_log_selected')] },
    });
    expect((await client.write('POST', `${shop}/activations`, activation(2))).status).toBe(201);
  });

  it('later, if the client delays validations', async () => {
    const client = papiClient(withTimes());
    await newVersion(client, SHOP, 1);
    const path = await activate(client, SHOP, activation(3, 'STAGING', { delayValidations: true }));
    expect(await activationAt(client, path)).toMatchObject({ status: 'NEW' });
    client.pass(2 * MINUTE);
    const failed = await activationAt(client, path);
    expect(failed).toMatchObject({
      status: 'FAILED',
      failureCause: { errors: [type('generic_behavior_issue.invalid_data_stream_log_selected')] },
    });
    const [item] = itemsIn(await client.papi(`/properties/${SHOP}`), 'properties');
    expect(item).toMatchObject({ stagingVersion: 1 });
    const [version] = itemsIn(await client.papi(`/properties/${SHOP}/versions/3`), 'versions');
    expect(version).toMatchObject({ stagingStatus: 'INACTIVE' });
  });

  it('after too many on its network within 24 hours', async () => {
    const client = await withDraft([], { activationsPerDay: 1 });
    const path = await activate(client, WWW, activation(3));
    await client.write('DELETE', path);
    expect(await post(client, activation(3))).toMatchObject({
      status: 429,
      headers: { 'content-type': 'application/problem+json' },
      body: { ...type('rate-limit-exceeded.activations'), limit: 1, remaining: 0 },
    });
    expect((await post(client, activation(3, 'PRODUCTION'))).status).toBe(201);
    client.pass(24 * 60 * MINUTE);
    expect((await post(client, activation(3))).status).toBe(201);
  });

  const record = {
    noncomplianceReason: 'NONE',
    customerEmail: 'a@example.com',
    peerReviewedBy: 'b@example.com',
    unitTested: true,
  };
  it.each<[string, JsonObject | undefined, 'STAGING' | 'PRODUCTION', number]>([
    ['none', undefined, 'STAGING', 201],
    ['none', undefined, 'PRODUCTION', 400],
    ['a complete one', record, 'PRODUCTION', 201],
    ['no customer', { ...record, customerEmail: '' }, 'PRODUCTION', 400],
    ['no test', { ...record, unitTested: false }, 'PRODUCTION', 400],
    ['no test', { ...record, unitTested: false }, 'STAGING', 201],
    ['no reason', {}, 'PRODUCTION', 400],
    ['an emergency', { noncomplianceReason: 'EMERGENCY' }, 'PRODUCTION', 201],
    ['another reason', { noncomplianceReason: 'OTHER' }, 'PRODUCTION', 400],
    ['another reason', { noncomplianceReason: 'OTHER', otherNoncomplianceReason: 'x' }, 'PRODUCTION', 201],
  ])(
    'or accepted with a compliance record: %s %j on %s',
    async (_title, complianceRecord, network, status) => {
      const client = await withDraft([], { needsComplianceRecord: true });
      const more = complianceRecord ? { complianceRecord } : {};
      const answer = await post(client, activation(3, network, more));
      expect(answer.status).toBe(status);
      if (!complianceRecord && status === 400) {
        expect(answer.body).toMatchObject({
          title: 'Property Manager Exception',
          messageId: 'missing_compliance_record',
          result: 'ERROR',
        });
      }
    },
  );

  it('needs no compliance record unless the settings say so', async () => {
    const client = await withDraft();
    expect((await post(client, activation(3, 'PRODUCTION'))).status).toBe(201);
  });
});

describe('the cancellation of an activation', () => {
  it('ends it as ABORTED, without a trace in the list', async () => {
    const client = await withDraft();
    const path = await activate(client, WWW, activation(3));
    client.pass(30_000);
    const answer = await client.write('DELETE', path);
    const aborted = { status: 'ABORTED', fmaActivationState: 'steady', updateDate: '2026-03-01T12:00:30Z' };
    expect(answer.status).toBe(200);
    expect(itemsIn(answer, 'activations')).toMatchObject([aborted]);
    client.pass(5 * MINUTE);
    expect(await activationAt(client, path)).toMatchObject(aborted);
    expect((await listed(client)).map(({ propertyVersion }) => propertyVersion)).toEqual([2, 2, 1, 1]);
    expect(await statusesOf(client, 3)).toEqual(['ABORTED', 'INACTIVE']);
    const edit = await client.write('PUT', `/properties/${WWW}/versions/3/rules`, { rules: ruleTree('www') });
    expect(edit.status).toBe(403);
    expect((await post(client, activation(3))).status).toBe(201);
  });

  it('is refused when it is too late', async () => {
    const client = await withDraft();
    const path = await activate(client, WWW, activation(3));
    client.pass(48_000);
    expect(await client.write('DELETE', path)).toMatchObject({
      status: 400,
      body: { title: 'Error canceling Activation', detail: 'cancellation_failed.error.activation.toofar' },
    });
    client.pass(MINUTE + 12_000);
    expect(await client.write('DELETE', path)).toMatchObject({
      status: 422,
      body: { title: 'Activation Unprocessable' },
    });
    expect((await client.write('DELETE', `${ACTIVATIONS}/9`)).status).toBe(404);
  });
});

describe('faults of activations', () => {
  it.each(['FAILED', 'ABORTED'])('let one end in %s', async (to) => {
    const client = await withDraft([{ method: 'POST', path: '/activations', how: { do: 'revert', to } }]);
    const path = await activate(client, WWW, activation(3));
    client.pass(MINUTE);
    expect(await activationAt(client, path)).toMatchObject({ status: 'ZONE_1' });
    client.pass(MINUTE);
    const ended = await activationAt(client, path);
    expect(ended).toMatchObject({ status: to });
    expect(ended['failureCause']).toEqual(
      to === 'FAILED' ? expect.objectContaining({ title: 'Activation failed' }) : undefined,
    );
    expect(await statusesOf(client, 2)).toEqual(['ACTIVE', 'ACTIVE']);
  });

  it('can give one any status', async () => {
    const how = { do: 'status', word: 'PENDING_CANCELLATION' } as const;
    const client = await withDraft([{ method: 'POST', path: '/activations', how }]);
    const path = await activate(client, WWW, activation(3));
    client.pass(MINUTE);
    const { status, submitDate, updateDate } = await activationAt(client, path);
    expect(status).toBe('PENDING_CANCELLATION');
    expect(updateDate).toBe(submitDate);
  });

  it.each<[string, Fault['how']]>([
    ['lose-response', { do: 'lose-response' }],
    ['finish-late', { do: 'finish-late', after: 5_000 }],
  ])('%s: the list shows what was lost', async (_title, how) => {
    const client = await withDraft([{ method: 'POST', path: '/activations', how }]);
    await expect(post(client, activation(3))).rejects.toThrow('reset');
    client.pass(10_000);
    expect((await listed(client))[0]).toMatchObject({ propertyVersion: 3, network: 'STAGING' });
    expect((await post(client, activation(3))).status).toBe(422);
  });

  it('lose-response of a new version and of an edit: both are saved', async () => {
    const client = papiClient(withTimes(), [
      { method: 'POST', path: '/versions', how: { do: 'lose-response' } },
      { method: 'PATCH', how: { do: 'lose-response' } },
    ]);
    await expect(newVersion(client, WWW, 2)).rejects.toThrow('reset');
    const path = `/properties/${WWW}/versions/3/rules`;
    const patch = [{ op: 'add', path: '/rules/behaviors/-', value: datastream([7050]) }];
    await expect(client.write('PATCH', path, patch)).rejects.toThrow('reset');
    expect(memberOf(objectIn(await client.papi(path)), 'rules')['behaviors']).toHaveLength(6);
  });

  it.each([
    [409, 'resource-busy'],
    [412, 'activation.tower_precondition.failed'],
    [500, 'internal-server-error'],
  ])('respond with %i in the words of this API', async (status, end) => {
    const client = await withDraft([
      { method: 'POST', path: '/activations', how: { do: 'respond', status } },
    ]);
    const answer = await post(client, activation(3));
    expect(answer).toMatchObject({ status, body: { status, type: expect.stringContaining(end) } });
    expect(await listed(client)).toHaveLength(4);
  });
});

describe('another user', () => {
  const during = (
    method: string,
    ...acts: Extract<Fault['how'], { do: 'concurrent-edit' }>['acts']
  ): Fault => ({
    method,
    path: '/papi/',
    how: { do: 'concurrent-edit', when: 'before', acts },
  });

  it('edits our draft, so that our edit is refused', async () => {
    const client = papiClient(withTimes(), [
      during('PATCH', {
        act: 'edit-version',
        property: 'www.example.com',
        note: 'Mine',
        hostnames: ['x.edgekey.net'],
        by: 'szhang',
      }),
    ]);
    await newVersion(client, WWW, 2);
    const path = `/properties/${WWW}/versions/3`;
    const { etag } = objectIn(await client.papi(`${path}/rules`));
    const patch = [{ op: 'add', path: '/rules/behaviors/-', value: datastream([7050]) }];
    const answer = await client.write('PATCH', `${path}/rules`, patch, { 'if-match': `"${String(etag)}"` });
    expect(answer.status).toBe(412);
    const [item] = itemsIn(await client.papi(path), 'versions');
    expect(item).toMatchObject({ updatedByUser: 'szhang', note: 'Mine' });
    expect((await client.papi(`${path}/hostnames`)).body).toMatchObject({
      hostnames: { items: [{ cnameFrom: 'x' }] },
    });
  });

  it('creates another version with other rules before ours', async () => {
    const client = papiClient(withTimes(), [
      during('POST', {
        act: 'new-version',
        property: WWW,
        version: 1,
        patch: [{ op: 'replace', path: '/rules/comments', value: 'Theirs' }],
      }),
    ]);
    await newVersion(client, WWW, 2);
    const { rules } = objectIn(await client.papi(`/properties/${WWW}/versions/3/rules`));
    expect(rules).toMatchObject({ comments: 'Theirs' });
    expect((await client.papi(`/properties/${WWW}/versions/4`)).status).toBe(200);
  });

  it('activates an older version, which is a rollback', async () => {
    const client = papiClient(withTimes(), [
      during('GET', { act: 'activate-version', property: WWW, version: 1 }),
    ]);
    await client.papi(ACTIVATIONS);
    client.pass(6 * MINUTE);
    expect((await listed(client))[0]).toMatchObject({
      propertyVersion: 1,
      network: 'PRODUCTION',
      status: 'ACTIVE',
    });
    expect(await statusesOf(client, 1)).toEqual(['DEACTIVATED', 'ACTIVE']);
    expect(await statusesOf(client, 2)).toEqual(['ACTIVE', 'DEACTIVATED']);
  });

  it('has no effect if the API refuses it', async () => {
    const client = papiClient(withTimes(), [
      during('POST', { act: 'activate-version', property: WWW, version: 2 }),
      during('GET', { act: 'edit-version', property: WWW, version: 2, note: 'x' }),
      during('PUT', { act: 'new-version', property: 'unknown.example.com' }),
    ]);
    await newVersion(client, WWW, 2);
    await client.papi(ACTIVATIONS);
    await client.write('PUT', `/properties/${WWW}/versions/3/rules`, {});
    expect(await listed(client)).toHaveLength(4);
    const [item] = itemsIn(await client.papi(`/properties/${WWW}/versions/2`), 'versions');
    expect(item).toMatchObject({ note: 'Logs to DataStream' });
  });

  it('can end the activations in progress', async () => {
    const client = papiClient(withPropertyBehaviors(withTimes(), WWW, [], { activeOn: [] }), [
      during('GET', { act: 'complete', property: WWW }),
    ]);
    await activate(client, WWW, activation(3));
    client.pass(1_000);
    expect((await listed(client))[0]).toMatchObject({ status: 'ACTIVE', updateDate: '2026-03-01T12:00:01Z' });
    expect(await statusesOf(client, 3)).toEqual(['ACTIVE', 'INACTIVE']);
  });
});
