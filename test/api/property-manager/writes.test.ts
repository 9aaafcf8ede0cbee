import { describe, expect, it } from 'vitest';
import type { ActivationRequest, RulePatch } from '../../../src/api/property-manager/client.ts';
import type { RuleOperation } from '../../../src/model/property-logging.ts';
import type { Fault } from '../../../src/simulator/protocol/faults.ts';
import { seededAccount } from '../../../src/simulator/seed/seed.ts';
import type { SimulatedProperty } from '../../../src/simulator/state/property.ts';
import type { Settings } from '../../../src/simulator/state/settings.ts';
import { datastream } from '../../builders/rule-trees.ts';
import { START } from '../../simulator/client.ts';
import { WWW, withPapiSettings } from '../../simulator/property-manager/client.ts';
import { type SimulatedProperties, simulatedProperties } from './simulated.ts';

const NAMES_7050: readonly RuleOperation[] = [
  { op: 'add', path: '/rules/behaviors/-', value: datastream([7050]) },
];
const STAGING: ActivationRequest = { version: 3, network: 'STAGING', notifyEmails: ['cdn@example.com'] };

const withSettings = (settings: Partial<Settings['propertyManager']>) =>
  simulatedProperties(withPapiSettings(seededAccount(START), settings));

function www({ accountState }: SimulatedProperties): SimulatedProperty {
  const found = accountState.current().accountObjects.properties.find(({ propertyId }) => propertyId === WWW);
  if (!found) throw new Error('no such property');
  return found;
}

/** Creates version 3 as a copy of the live version 2. */
async function drafted(account = simulatedProperties()): Promise<SimulatedProperties> {
  const { properties, propertyWriter } = account;
  const { etag } = await properties.rules(WWW, 2);
  expect(await propertyWriter.createVersion(WWW, { version: 2, etag })).toBe(3);
  account.seen.length = 0;
  return account;
}

async function patch({ properties, propertyWriter }: SimulatedProperties, more: Partial<RulePatch> = {}) {
  const { etag } = await properties.rules(WWW, 3);
  return propertyWriter.patchRules(WWW, 3, { etag, operations: NAMES_7050, dryRun: false, ...more });
}

describe('creating a version', () => {
  it('copies the version with this etag, and returns the number of the new one', async () => {
    const account = await drafted();
    expect(www(account).versions).toHaveLength(3);
    expect(www(account).versions[2]?.rules).toEqual(www(account).versions[1]?.rules);
  });

  it('is refused if the version has another etag', async () => {
    const account = simulatedProperties();
    const created = account.propertyWriter.createVersion(WWW, { version: 2, etag: 'outdated' });
    await expect(created).rejects.toMatchObject({
      kind: 'refused',
      details: { status: 412, happened: 'nothing', hint: expect.stringContaining('Nothing was overwritten') },
    });
    expect(www(account).versions).toHaveLength(2);
  });
});

describe('changing a rule tree', () => {
  it('changes what the operations name, and returns the tree with its new etag', async () => {
    const account = await drafted();
    const before = await account.properties.rules(WWW, 3);
    const changed = await patch(account);
    const { rules, ruleFormat, etag } = await account.properties.rules(WWW, 3);
    expect(changed).toEqual({ rules, ruleFormat, etag, errors: [], warnings: [] });
    expect(etag).not.toBe(before.etag);
    expect(rules['behaviors']).toHaveLength((before.rules['behaviors'] as []).length + 1);
    expect(account.seen.filter((request) => request.startsWith('PATCH'))).toEqual([
      `PATCH /properties/${WWW}/versions/3/rules?validateRules=true&validateMode=full`,
    ]);
  });

  it('saves nothing in a dry run, and returns what validation finds', async () => {
    const account = await drafted();
    const before = www(account);
    const operations: readonly RuleOperation[] = [
      { op: 'add', path: '/rules/behaviors/-', value: datastream([4_711]) },
    ];
    const { rules, errors, warnings } = await patch(account, { operations, dryRun: true });
    const index = (rules['behaviors'] as []).length - 1;
    expect(errors).toEqual([
      {
        type: 'validation/generic_behavior_issue.invalid_data_stream_log_selected',
        detail: 'A selected stream is not available for this property (simulated text).',
        location: `/rules/behaviors/${index}/options/logStreamName`,
      },
    ]);
    expect(warnings).toEqual([]);
    expect(www(account)).toEqual(before);
  });

  it('never overwrites an edit', async () => {
    const account = await drafted();
    const { etag } = await account.properties.rules(WWW, 3);
    account.edit({
      act: 'edit-version',
      property: WWW,
      patch: [{ op: 'replace', path: '/rules/comments', value: 'Mine' }],
    });
    await expect(patch(account, { etag })).rejects.toMatchObject({
      details: { status: 412, happened: 'nothing' },
    });
    expect(www(account).versions[2]?.rules['comments']).toBe('Mine');
    expect(www(account).versions[2]?.rules['behaviors']).toEqual(
      www(account).versions[1]?.rules['behaviors'],
    );
  });

  it('is refused for a version that was active, which is no missing grant', async () => {
    const account = simulatedProperties();
    const { etag } = await account.properties.rules(WWW, 2);
    const change = { etag, operations: NAMES_7050, dryRun: false };
    await expect(account.propertyWriter.patchRules(WWW, 2, change)).rejects.toMatchObject({
      kind: 'refused',
      details: { status: 403, hint: expect.stringContaining('cannot be edited') },
    });
  });
});

describe('an activation', () => {
  it('acknowledges warnings, and returns the id with which the list contains it', async () => {
    const account = await drafted();
    const request = { ...STAGING, note: 'CHG-1234' };
    const activationId = await account.propertyWriter.activate(WWW, request);
    const [newest] = await account.properties.activations(WWW);
    expect(newest).toEqual({
      activationId,
      version: 3,
      network: 'STAGING',
      type: 'ACTIVATE',
      status: 'NEW',
      submitDate: '2026-03-01T12:00:00Z',
      note: 'CHG-1234',
    });
    await account.clock.advance(3_600_000);
    const [{ status } = { status: '' }] = await account.properties.activations(WWW);
    expect(status).toBe('ACTIVE');
  });

  it('says which version it replaced and until when that can be restored', async () => {
    const account = await drafted();
    await account.propertyWriter.activate(WWW, { ...STAGING, network: 'PRODUCTION' });
    await account.clock.advance(6_000);
    const [newest] = await account.properties.activations(WWW);
    expect(newest?.fallback).toEqual({ version: 2, until: '2026-03-01T13:00:06Z' });
    await account.clock.advance(3_600_000);
    const [later] = await account.properties.activations(WWW);
    expect(later).not.toHaveProperty('fallback');
  });

  it.each<[string, Partial<Settings['propertyManager']>, Partial<ActivationRequest>, object]>([
    [
      'a missing compliance record',
      { needsComplianceRecord: true },
      { network: 'PRODUCTION' },
      { status: 400, hint: expect.stringContaining('add spec.activation.complianceRecord') },
    ],
    [
      'a quota, with its name',
      { activationsPerDay: 0 },
      {},
      {
        status: 429,
        hint: expect.stringMatching(/^A quota of 0 in Property Manager \(ACTIVATIONS_PER_DAY\) is used up/),
      },
    ],
    [
      'a web page',
      { needsComplianceRecord: true, errorBodies: 'html' },
      { network: 'PRODUCTION' },
      { status: 400, hint: 'Fix what the error names, then run again.' },
    ],
  ])('that is refused names what to do about %s', async (_, settings, request, details) => {
    const account = await drafted(withSettings(settings));
    await expect(account.propertyWriter.activate(WWW, { ...STAGING, ...request })).rejects.toMatchObject({
      kind: 'refused',
      details: { ...details, happened: 'nothing' },
    });
    expect(account.seen).toHaveLength(1);
    expect(www(account).activationRequests ?? []).toEqual([]);
    // The next request is not delayed: the clock does not advance here.
    await expect(account.properties.property(WWW)).resolves.toMatchObject({ latestVersion: 3 });
  });

  it('with a complete compliance record is accepted', async () => {
    const account = await drafted(withSettings({ needsComplianceRecord: true }));
    const complianceRecord = {
      noncomplianceReason: 'NONE',
      customerEmail: 'a@example.com',
      peerReviewedBy: 'b@example.com',
      unitTested: true,
    };
    const request: ActivationRequest = { ...STAGING, network: 'PRODUCTION', complianceRecord };
    await expect(account.propertyWriter.activate(WWW, request)).resolves.toMatch(/^\d+$/);
  });

  it.each<[string, number, 409 | 422, RegExp]>([
    ['of the same version', 3, 422, /activation of this property is in progress/],
    ['of another version', 1, 409, /edit or activation of this property is in progress/],
  ])('during one %s is refused', async (_, version, status, hint) => {
    const account = await drafted();
    await account.propertyWriter.activate(WWW, { ...STAGING, version });
    await expect(account.propertyWriter.activate(WWW, STAGING)).rejects.toMatchObject({
      kind: 'refused',
      details: { status, happened: 'nothing', hint: expect.stringMatching(hint) },
    });
  });
});

describe('a write', () => {
  const writes: Readonly<Record<string, (account: SimulatedProperties, etag: string) => Promise<unknown>>> = {
    'a new version': ({ propertyWriter }) => propertyWriter.createVersion(WWW, { version: 3, etag: '' }),
    'a patch': ({ propertyWriter }, etag) =>
      propertyWriter.patchRules(WWW, 3, { etag, operations: NAMES_7050, dryRun: false }),
    'an activation': ({ propertyWriter }) => propertyWriter.activate(WWW, STAGING),
    'a dry run': ({ propertyWriter }, etag) =>
      propertyWriter.patchRules(WWW, 3, { etag, operations: NAMES_7050, dryRun: true }),
  };
  const prepared = async (how: Fault['how']) => {
    const faults: readonly Fault[] = [
      { method: 'POST', nth: 2, times: 0, how },
      { method: 'PATCH', times: 0, how },
    ];
    const account = await drafted(simulatedProperties(seededAccount(START), faults));
    const { etag } = await account.properties.rules(WWW, 3);
    account.seen.length = 0;
    return { account, etag };
  };

  const UNCLEAR: readonly [string, Fault['how'], string][] = [
    ['without a response', { do: 'lose-response' }, 'network'],
    ['whose connection was lost', { do: 'lose-request' }, 'network'],
    ['with a status of 500', { do: 'respond', status: 500, carriedOut: true }, 'server'],
    ['with a status of 504', { do: 'respond', status: 504 }, 'server'],
    ['with a web page', { do: 'respond', status: 200, body: '<html>Welcome</html>' }, 'unreadable'],
    ['with a body of an unknown form', { do: 'respond', status: 201, body: '{}' }, 'unreadable'],
  ];
  it.each(Object.keys(writes).flatMap((name) => UNCLEAR.map((unclear) => [name, ...unclear] as const)))(
    '%s is sent once %s',
    async (name, _, how, kind) => {
      const { account, etag } = await prepared(how);
      const happened = name === 'a dry run' ? 'nothing' : 'unknown';
      const written = account.clock.runUntil(writes[name]?.(account, etag) ?? Promise.resolve());
      await expect(written).rejects.toMatchObject({ kind, details: { happened } });
      expect(account.seen).toHaveLength(1);
    },
  );

  it.each(Object.keys(writes))('%s is repeated after a rate limit', async (name) => {
    const faults: readonly Fault[] = [
      { method: 'POST', nth: 2, how: { do: 'respond', status: 429 } },
      { method: 'PATCH', how: { do: 'respond', status: 429 } },
    ];
    const account = await drafted(simulatedProperties(seededAccount(START), faults));
    const { etag } = await account.properties.rules(WWW, 3);
    account.seen.length = 0;
    await account.clock.runUntil(writes[name]?.(account, etag) ?? Promise.resolve());
    expect(account.seen).toHaveLength(2);
    expect(account.seen[0]).toBe(account.seen[1]);
  });

  it.each(Object.keys(writes))('%s that lacks a grant names the one that writes need', async (name) => {
    const { account, etag } = await prepared({ do: 'respond', status: 403 });
    await expect(writes[name]?.(account, etag)).rejects.toMatchObject({
      kind: 'forbidden',
      details: {
        happened: 'nothing',
        hint: expect.stringContaining('"Property Manager (PAPI)" with READ-WRITE access'),
      },
    });
  });

  it.each(Object.keys(writes))('%s is confirmed if it had to wait', async (name) => {
    const changed = new Error('The version changed.');
    const { account, etag } = await prepared({
      do: 'respond',
      status: 429,
      headers: { 'retry-after': '30' },
    });
    const confirm = async () => {
      throw changed;
    };
    const { propertyWriter } = account;
    const waiting = {
      ...account,
      propertyWriter: {
        ...propertyWriter,
        createVersion: (...[id, from]: Parameters<typeof propertyWriter.createVersion>) =>
          propertyWriter.createVersion(id, from, { confirm }),
        patchRules: (...[id, version, change]: Parameters<typeof propertyWriter.patchRules>) =>
          propertyWriter.patchRules(id, version, change, { confirm }),
        activate: (...[id, request]: Parameters<typeof propertyWriter.activate>) =>
          propertyWriter.activate(id, request, { confirm }),
      },
    };
    const written = account.clock.runUntil(writes[name]?.(waiting, etag) ?? Promise.resolve());
    await expect(written).rejects.toBe(changed);
    expect(account.seen).toHaveLength(1);
  });

  it.each(Object.keys(writes))('%s is refused by a connection that reads', async (name) => {
    const { account, etag } = await prepared({ do: 'lose-request' });
    // Not possible with the type of this client.
    const reading = { ...account, propertyWriter: account.properties as typeof account.propertyWriter };
    await expect(writes[name]?.(reading, etag)).rejects.toThrow(/over a connection that only reads/);
    expect(account.seen).toEqual([]);
  });
});
