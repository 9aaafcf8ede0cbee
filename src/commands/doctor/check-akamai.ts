import type { Probe } from '../../api/diagnosis/probe.ts';
import { listing, moment } from '../../render/text/words.ts';
import { checkAccess } from './check-access.ts';
import { type Finding, ok, problem, skipped, warning } from './finding.ts';
import type { AccountFacts } from './probe-account.ts';

/** What the checks of the account depend on in addition to the responses. */
export interface AccountContext {
  /** Host and account key, or `simulator`. */
  readonly target: string;
  /** The name of the variable with the proxy in use. Absent: no proxy. */
  readonly proxy?: string;
  readonly hasAccountKey: boolean;
  /** The groups that manifests name, each with the first manifest. */
  readonly groupIds: ReadonlyMap<number, string>;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Judges the responses of the account. */
export function checkAkamai(facts: AccountFacts, context: AccountContext): readonly Finding[] {
  const { first } = facts;
  const reachable = [checkHost(first, context), checkSignature(first, context), checkClock(first, context)];
  if (facts.access.length === 0) {
    const why = first.status === undefined ? 'The API was not reached.' : 'The API accepts no request.';
    return [
      ...reachable,
      ...['api-version', 'account', 'api-client', 'access', 'groups', 'rate-limit'].map((check) =>
        skipped(check, why),
      ),
    ];
  }
  const grants = facts.client?.grants;
  return [
    ...reachable,
    checkVersion3(facts),
    checkVersion2(facts.version2),
    checkAccount(facts, context),
    checkClient(facts.client, context.now),
    ...facts.access.map((one) => checkAccess(one, grants)),
    checkGroups(facts, context.groupIds),
    ...checkRates(facts),
  ];
}

function checkHost({ status, error }: Probe, { target, proxy }: AccountContext): Finding {
  const way = proxy === undefined ? '' : ` through the proxy in ${proxy}`;
  if (status === undefined)
    return problem('host', error?.message ?? 'There is no response.', error?.details.hint);
  if (error?.kind === 'unreadable') return problem('host', error.message, error.details.hint);
  return ok('host', `${target === 'simulator' ? 'The simulator' : target} responds${way}.`);
}

function checkSignature({ status, error }: Probe, { target }: AccountContext): Finding {
  if (target === 'simulator') return skipped('signature', 'The embedded simulator needs no signature.');
  if (status === undefined) return skipped('signature', 'The API was not reached.');
  if (error?.kind === 'unauthorized') return problem('signature', error.message, error.details.hint);
  if (error?.kind === 'unreadable') return skipped('signature', 'The response is not from the API.');
  return ok('signature', 'The API accepts the signature of the credentials.');
}

/** EdgeGrid accepts about 30 s. A warning comes earlier, because clocks drift. Milliseconds. */
const TOO_MUCH = 25_000;
const MUCH = 10_000;

function checkClock({ clockAhead }: Probe, { target }: AccountContext): Finding {
  if (target === 'simulator')
    return skipped('clock', 'The embedded simulator uses the clock of this machine.');
  if (clockAhead === undefined) return skipped('clock', 'No response has the time of the server.');
  const seconds = Math.round(Math.abs(clockAhead) / 1000);
  const direction = clockAhead > 0 ? 'ahead of' : 'behind';
  const hint =
    'Synchronize the clock of this machine (NTP). Akamai refuses signatures that are more than about 30 s off.';
  if (Math.abs(clockAhead) > TOO_MUCH) {
    return problem('clock', `The clock of this machine is ${seconds} s ${direction} Akamai's.`, hint);
  }
  if (Math.abs(clockAhead) > MUCH) {
    return warning('clock', `The clock of this machine is ${seconds} s ${direction} Akamai's.`, hint);
  }
  return ok(
    'clock',
    seconds === 0 ? "The clock agrees with Akamai's." : `The clock is within ${seconds} s of Akamai's.`,
  );
}

function checkVersion3({ access, first }: AccountFacts): Finding {
  const all = [first, ...access.filter(({ api }) => api === 'DataStream2').map(({ probe }) => probe)];
  const name = ['api-version', 'v3'] as const;
  const responds = all.some(({ body }) => body !== undefined);
  const [gone] = all.flatMap(({ error }) => (error?.kind === 'gone' ? [error] : []));
  if (!responds && gone) {
    return problem(name, 'Akamai has switched off version 3 of the DataStream API (410).', gone.details.hint);
  }
  if (!responds) return skipped(name, 'No request to version 3 of the DataStream API was successful.');
  return ok(name, 'Version 3 of the DataStream API responds; this is the version in use.');
}

function checkVersion2(probe: Probe | undefined): Finding {
  const name = ['api-version', 'v2'] as const;
  if (probe?.error?.kind === 'gone')
    return ok(name, 'Akamai has switched off version 2 (410), which is not in use here.');
  if (probe?.body === undefined)
    return skipped(name, 'It is not known whether version 2 still responds; it is not in use here.');
  return ok(
    name,
    'Version 2 still responds; it is not in use here.',
    'Other tools that use it have to move to version 3: Akamai ends its support on 2026-12-16.',
  );
}

function checkAccount({ access, client }: AccountFacts, { hasAccountKey }: AccountContext): Finding {
  if (!hasAccountKey) return ok('account', 'No account key is given: this is the account of the API client.');
  const hint =
    'Check --account-key (or account_key, AKAMAI_ACCOUNT_KEY), and whether the API client may manage several accounts.';
  if (client?.grants?.allowsAccountSwitch === false) {
    return problem('account', 'The API client may not use account keys.', hint);
  }
  if (access.some(({ probe }) => probe.body !== undefined))
    return ok('account', 'The API accepts the account key.');
  return problem('account', 'No request with the account key was successful.', hint);
}

const MONTH = 30 * 24 * 3_600_000;

function checkClient(client: AccountFacts['client'], now: number): Finding {
  const grants = client?.grants;
  if (!grants) return unknownClient(client?.probe);
  if (grants.isLocked) {
    return problem(
      'api-client',
      'The API client is locked.',
      'Unlock it in Control Center (Identity & Access).',
    );
  }
  const { expiresOn } = grants;
  if (expiresOn === undefined) return ok('api-client', 'The API client is not locked.');
  const left = Date.parse(expiresOn) - now;
  const days = Math.floor(left / (24 * 3_600_000));
  const hint =
    'Create a new credential for the API client in Control Center, replace it wherever it is stored, then delete the old one.';
  if (left <= 0) return problem('api-client', `The credential expired on ${moment(expiresOn)}.`, hint);
  if (left < MONTH)
    return warning('api-client', `The credential expires in ${days} days, on ${moment(expiresOn)}.`, hint);
  return ok('api-client', `The API client is not locked; its credential expires on ${moment(expiresOn)}.`);
}

function unknownClient(probe: Probe | undefined): Finding {
  const refused = probe?.status === 403 || probe?.status === 404;
  return skipped(
    'api-client',
    refused
      ? 'The API client may not read its own grants, so write access and the expiry of its credential are not known.'
      : `The grants of the API client cannot be read: ${probe?.error?.message ?? 'the response is not what the API documents.'}`,
    refused
      ? 'Optional: grant it the service "Identity and Access Management" with READ-ONLY access.'
      : undefined,
  );
}

/** Numbers that are listed; the others are counted. */
const MOST = 8;

function checkGroups({ groups, client }: AccountFacts, wanted: AccountContext['groupIds']): Finding {
  if (!groups) return skipped('groups', 'The groups of the API client could not be read.');
  const blocked = new Set(client?.grants?.blockedGroups);
  const missing = [...wanted].filter(([groupId]) => !groups.has(groupId) || blocked.has(groupId));
  const shown = [...groups].sort((a, b) => a - b);
  const seen = `The API client sees ${shown.length} ${shown.length === 1 ? 'group' : 'groups'}`;
  if (missing.length > 0) {
    const named = missing.map(
      ([groupId, file]) => `${groupId} (${file}${blocked.has(groupId) ? ', blocked' : ''})`,
    );
    return problem(
      'groups',
      `${seen}, but not these, which manifests name: ${listing(named)}.`,
      'Check groupId in the manifests and the account key, or add the groups to the API client.',
    );
  }
  const ids = shown.slice(0, MOST).join(', ');
  const more = shown.length > MOST ? `, and ${shown.length - MOST} more` : '';
  const all = wanted.size === 0 ? '' : '; all groups that manifests name are among them';
  return ok('groups', `${seen}${shown.length === 0 ? '' : ` (${ids}${more})`}${all}.`);
}

/** The last response of each API that has rate headers. */
function checkRates({ first, access, client }: AccountFacts): readonly Finding[] {
  const named: readonly (readonly [string, Probe])[] = [
    ['DataStream 2', first],
    ...access.map(({ api, subject, probe }) => [RATES[api] ?? subject, probe] as const),
    ...(client ? [['Identity and Access Management', client.probe] as const] : []),
  ];
  const last = new Map(named.filter(([, probe]) => probe.status !== undefined));
  const sent = (api: string) => named.filter(([name]) => name === api).length;
  return [...last].map(([api, probe]) => checkRate(api, probe, sent(api)));
}

const RATES: Readonly<Record<string, string>> = { DataStream2: 'DataStream 2', DataStream1: 'DataStream 1' };

function checkRate(api: string, { status, rate }: Probe, sent: number): Finding {
  const name = ['rate-limit', api] as const;
  const { limit, remaining } = rate;
  const hint =
    'Other tools with the same credentials use the same limit: give each its own API client, or wait.';
  if (status === 429) return warning(name, 'The rate limit is used up (429).', hint);
  if (limit === undefined || remaining === undefined) {
    return skipped(
      name,
      'The responses do not have the headers X-RateLimit-Limit and X-RateLimit-Remaining.',
    );
  }
  // Property Manager reports the refill per minute as its limit, and saves up more.
  const of = remaining > limit ? '' : ` of ${limit}`;
  const left = `${remaining}${of} requests are left; this run has sent ${sent}.`;
  // What this run has not used, others have. The bucket refills, so that they may have used more.
  return remaining === 0 || limit - remaining > sent + limit / 2 ? warning(name, left, hint) : ok(name, left);
}
