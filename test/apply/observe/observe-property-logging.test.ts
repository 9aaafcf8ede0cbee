import { describe, expect, it } from 'vitest';
import { observePropertyLogging } from '../../../src/apply/observe/observe-property-logging.ts';
import { noCache } from '../../../src/apply/observe/version-cache.ts';
import type { RunEvent } from '../../../src/model/event.ts';
import type {
  ObservedProperty,
  PropertyManifest,
  PropertyState,
} from '../../../src/model/property-logging.ts';
import type { NeedsChange } from '../../../src/plan/property-logging/needs-change.ts';
import type { Fault } from '../../../src/simulator/protocol/faults.ts';
import { seededAccount } from '../../../src/simulator/seed/seed.ts';
import type { AccountState } from '../../../src/simulator/state/account-state.ts';
import { type SimulatedProperties, simulatedProperties } from '../../api/property-manager/simulated.ts';
import { withPropertyRules } from '../../builders/rule-trees.ts';
import { START } from '../../simulator/client.ts';
import { API, OLD, SHOP, WWW, withPapiSettings } from '../../simulator/property-manager/client.ts';

const manifest = (...properties: readonly (string | number)[]): PropertyManifest => ({
  name: `logging of ${properties.join(', ')}`,
  properties,
  streams: ['web-access-logs'],
  removeStreams: [],
  datastream: {},
  report: {},
  activation: { network: 'PRODUCTION', notifyEmails: ['cdn@example.com'] },
  protect: false,
  source: { file: 'properties/www.yaml', line: 1 },
});

const UP_TO_DATE: NeedsChange = () => false;
const OUTDATED: NeedsChange = () => true;

async function observed(
  { properties, clock }: SimulatedProperties,
  manifests: readonly PropertyManifest[],
  needsChange = UP_TO_DATE,
  events: RunEvent[] = [],
): Promise<ReadonlyMap<string | number, ObservedProperty>> {
  const listen = (event: RunEvent) => events.push(event);
  const ports = { properties, cache: noCache(), listen, needsChange };
  return clock.runUntil(observePropertyLogging(manifests, ports));
}

function stateIn(
  read: ReadonlyMap<string | number, ObservedProperty>,
  named: string | number,
): PropertyState {
  const property = read.get(named);
  if (property?.tag !== 'read') throw new Error(`not read: ${JSON.stringify(property)}`);
  return property.property;
}

/** Requests, with `/349772` for the property. */
const about = (id: number, ...requests: readonly string[]) =>
  requests.map((request) => request.replace('/P', `/properties/${id}`));
const TREE = (version: number) => `GET /P/versions/${version}/rules?validateRules=false`;
const FIND = 'POST /search/find-by-value';

describe('a property that is up to date', () => {
  it('costs two requests, and one more for its name', async () => {
    const byId = simulatedProperties();
    await observed(byId, [manifest(WWW)]);
    expect(byId.seen).toEqual(about(WWW, 'GET /P', TREE(2)));
    const byName = simulatedProperties();
    await observed(byName, [manifest('www.example.com')]);
    expect(byName.seen).toEqual(about(WWW, FIND, 'GET /P', TREE(2)));
  });

  it('is returned with its live version only', async () => {
    const account = simulatedProperties();
    const state = stateIn(await observed(account, [manifest(WWW)]), WWW);
    const { rules: tree, etag } = await account.properties.rules(WWW, 2);
    expect(state).toEqual({
      propertyId: WWW,
      propertyName: 'www.example.com',
      contractId: 'C-0N7RAC7',
      groupId: '21484',
      latestVersion: 2,
      stagingVersion: 2,
      productionVersion: 2,
      live: { version: 2, etag, ruleFormat: 'v2025-10-16', tree, rules: expect.anything(), includes: [] },
      versions: [],
      activations: [],
    });
    expect(state.live?.rules.datastream.map(({ pointer }) => pointer)).toEqual([
      '/rules/behaviors/3',
      '/rules/children/0/behaviors/0',
    ]);
  });

  it('is compared with its own manifest', async () => {
    const seen: string[] = [];
    const account = simulatedProperties();
    await observed(account, [manifest(WWW), manifest('api.example.com')], ({ name }, _id, { version }) => {
      seen.push(`${name}: ${version}`);
      return false;
    });
    expect(seen.toSorted()).toEqual(['logging of 349772: 2', 'logging of api.example.com: 2']);
  });

  it('shares includes with the others of its group', async () => {
    const { rules } = await simulatedProperties().properties.rules(API, 2);
    const account = simulatedProperties(withPropertyRules(seededAccount(START), WWW, rules));
    const read = await observed(account, [manifest(API, WWW)]);
    for (const id of [API, WWW]) {
      expect(stateIn(read, id).live?.includes).toMatchObject([
        { tag: 'read', includeName: 'log-request-details' },
      ]);
    }
    expect(account.seen.filter((request) => request.includes('/includes/'))).toHaveLength(2);
    expect(account.seen).toHaveLength(6);
  });
});

describe('a property that needs a change', () => {
  it('is read with its versions, activations, errors and warnings', async () => {
    const finding = {
      severity: 'warning',
      behavior: 'caching',
      type: 'short_ttl',
      detail: 'A <b>short</b> TTL.',
    } as const;
    const account = simulatedProperties(withPapiSettings(seededAccount(START), { findings: [finding] }));
    const state = stateIn(await observed(account, [manifest(WWW)], OUTDATED), WWW);
    expect(account.seen).toEqual(
      about(
        WWW,
        'GET /P',
        TREE(2),
        'GET /P/versions?limit=5',
        'GET /P/activations',
        'GET /P/versions/2/rules?validateRules=true&validateMode=full',
      ),
    );
    expect(state.versions).toMatchObject([
      { version: 2, modifiedBy: 'szhang', note: 'Logs to DataStream', productionStatus: 'ACTIVE' },
      { version: 1, productionStatus: 'DEACTIVATED' },
    ]);
    expect(state.activations.map(({ version, network }) => `${version} ${network}`).toSorted()).toEqual([
      '1 PRODUCTION',
      '1 STAGING',
      '2 PRODUCTION',
      '2 STAGING',
    ]);
    expect(state.live).toMatchObject({
      errors: [],
      warnings: [{ type: 'validation/short_ttl', detail: 'A short TTL.', location: '/rules/behaviors/2' }],
    });
    expect(state).not.toHaveProperty('draft');
    expect(state.live).not.toHaveProperty('hostnames');
  });

  it('is read with the version that is live, even if many are newer', async () => {
    const account = simulatedProperties();
    for (let count = 0; count < 6; count += 1) account.edit({ act: 'new-version', property: WWW });
    const { versions } = stateIn(await observed(account, [manifest(WWW)], OUTDATED), WWW);
    expect(versions.map(({ version }) => version)).toEqual([8, 7, 6, 5, 4, 2]);
    expect(account.seen).toContain(`GET /properties/${WWW}/versions/2`);
  });
});

describe('a property with a version that is not live', () => {
  it('is read with the draft, and with the hostnames of both versions', async () => {
    const account = simulatedProperties();
    const hostnames = ['www.example.com.edgekey.net', 'new.example.com.edgekey.net'];
    account.edit({ act: 'new-version', property: WWW, hostnames, by: 'adevi' });
    const state = stateIn(await observed(account, [manifest(WWW)]), WWW);
    expect(account.seen).toEqual(
      about(
        WWW,
        'GET /P',
        TREE(2),
        'GET /P/versions?limit=5',
        'GET /P/activations',
        TREE(3),
        'GET /P/versions/3/hostnames',
        'GET /P/versions/2/hostnames',
      ),
    );
    expect(state.draft).toMatchObject({ version: 3, tree: state.live?.tree });
    expect(state.draft?.hostnames).toHaveLength(2);
    expect(state.live?.hostnames).toHaveLength(1);
    expect(state).not.toHaveProperty('staging');
  });

  it('is read with the version on staging, which is no draft', async () => {
    const account = simulatedProperties();
    account.edit({ act: 'new-version', property: WWW });
    account.edit({ act: 'activate-version', property: WWW, network: 'STAGING' });
    account.edit({ act: 'complete', property: WWW });
    const state = stateIn(await observed(account, [manifest(WWW)]), WWW);
    expect(state).toMatchObject({
      stagingVersion: 3,
      productionVersion: 2,
      staging: { version: 3 },
      live: { version: 2 },
    });
    expect(state).not.toHaveProperty('draft');
    expect(state.staging?.hostnames).toHaveLength(1);
    expect(account.seen).toHaveLength(7);
  });

  it('is read with both', async () => {
    const account = simulatedProperties();
    account.edit({ act: 'new-version', property: WWW });
    account.edit({ act: 'activate-version', property: WWW, network: 'STAGING' });
    account.edit({ act: 'complete', property: WWW });
    account.edit({ act: 'new-version', property: WWW });
    const state = stateIn(await observed(account, [manifest(WWW)]), WWW);
    expect(state).toMatchObject({ draft: { version: 4 }, staging: { version: 3 }, live: { version: 2 } });
  });

  it('that is on staging only starts from that version', async () => {
    const account = simulatedProperties();
    account.edit({ act: 'activate-version', property: OLD, network: 'STAGING' });
    account.edit({ act: 'complete', property: OLD });
    const state = stateIn(await observed(account, [manifest(OLD)]), OLD);
    expect(state).toMatchObject({ stagingVersion: 1, live: { version: 1 } });
    expect(state).not.toHaveProperty('productionVersion');
    expect(account.seen).toEqual(about(OLD, 'GET /P', TREE(1)));
  });

  it('and never was on any network has nothing to start from', async () => {
    const account = simulatedProperties();
    const state = stateIn(await observed(account, [manifest(OLD)], OUTDATED), OLD);
    expect(state).toMatchObject({ latestVersion: 1, versions: [], activations: [] });
    expect(state).not.toHaveProperty('live');
    expect(account.seen).toEqual(about(OLD, 'GET /P'));
  });
});

describe('a property that cannot be read', () => {
  const FAILED: Fault['how'] = { do: 'respond', status: 500 };
  const BROKEN: Fault['how'] = {
    do: 'respond',
    status: 200,
    body: '{"ruleFormat":"latest","etag":"a","rules":{}}',
  };

  it.each<[string, string | number, AccountState | undefined, readonly Fault[], object]>([
    [
      'by its id',
      1,
      undefined,
      [],
      {
        tag: 'no-access',
        reason: expect.stringMatching(/^Property Manager has no property 1, .* check spec\.properties/),
      },
    ],
    [
      'by its name',
      'nothing.example.com',
      undefined,
      [],
      { tag: 'no-access', reason: expect.stringContaining('no property nothing.example.com') },
    ],
    [
      'without a grant',
      WWW,
      withPapiSettings(seededAccount(START), { granted: false }),
      [],
      { tag: 'no-access', reason: expect.stringMatching(/was refused \(403\).*"Property Manager \(PAPI\)"/) },
    ],
    [
      'because of the server',
      WWW,
      undefined,
      [{ path: 'rules', times: 0, how: FAILED }],
      { tag: 'unreadable', reason: expect.stringMatching(/rules failed \(500\).*Run again/) },
    ],
    [
      'because its tree is none',
      WWW,
      undefined,
      [{ path: 'rules', times: 0, how: BROKEN }],
      { tag: 'unreadable', reason: 'The rule tree cannot be read: /rules has no list "behaviors".' },
    ],
  ])('%s does not hide the others', async (_, named, state, faults, expected) => {
    const account = simulatedProperties(state, faults);
    const read = await observed(account, [manifest(named, SHOP)]);
    expect(read.get(named)).toEqual(expected);
    const isAboutAll = state !== undefined || faults.length > 0;
    expect(read.get(SHOP)?.tag).toBe(isAboutAll ? read.get(named)?.tag : 'read');
  });

  it.each<[string, Fault['how'], string]>([
    ['wrong credentials', { do: 'respond', status: 401 }, 'unauthorized'],
    ['a rate limit that does not end', { do: 'respond', status: 429 }, 'rate-limited'],
  ])('because of %s ends the run', async (_, how, kind) => {
    const account = simulatedProperties(undefined, [{ path: '/properties/', times: 0, how }]);
    await expect(observed(account, [manifest(WWW)])).rejects.toMatchObject({ kind });
  });
});

it('progress counts every property of every manifest', async () => {
  const events: RunEvent[] = [];
  const read = await observed(
    simulatedProperties(),
    [manifest(WWW, 'none.example.com'), manifest(API)],
    UP_TO_DATE,
    events,
  );
  expect([...read.keys()]).toEqual([WWW, 'none.example.com', API]);
  expect(events.filter(({ tag }) => tag === 'reading')).toEqual(
    [1, 2, 3].map((done) => ({ tag: 'reading', what: 'properties', done, total: 3 })),
  );
});
