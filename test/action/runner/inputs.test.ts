import { describe, expect, test } from 'vitest';
import { applyOptions } from '../../../src/action/runner/command-options.ts';
import { readInputs } from '../../../src/action/runner/inputs.ts';

const EDGERC = '[default]\nhost = akab-x.luna.akamaiapis.net\nclient_secret = s3cr3t=\n';
const AKAMAI = {
  command: 'plan',
  target: 'akamai',
  'target-name': 'production',
  edgerc: EDGERC,
  'github-token': 'ghs_x',
};
const SIMULATOR = { command: 'plan', target: 'simulator', 'target-name': 'trial', 'github-token': 'ghs_x' };

const read = (given: Readonly<Record<string, string>>) => readInputs((name) => given[name] ?? '');
const problems = (given: Readonly<Record<string, string>>) => {
  const result = read(given);
  return result.tag === 'wrong' ? result.problems : [];
};
const account = (given: Readonly<Record<string, string>>) => {
  const result = read(given);
  if (result.tag === 'wrong' || result.inputs.command === 'validate') throw new Error('not read');
  return result.inputs;
};

describe('the inputs', () => {
  test('state what the configuration file does not replace', () => {
    expect(account(AKAMAI).given).toEqual(new Set());
    const inputs = account({ ...AKAMAI, streams: 'x', section: 'logs', 'check-properties': 'false' });
    expect(inputs.given).toEqual(new Set(['streams', 'section', 'checkProperties']));
  });

  test('of a configuration file and of an override are checked', () => {
    expect(account({ ...AKAMAI, config: 'conf/x.yaml', 'override-freeze': ' Incident ' })).toMatchObject({
      config: 'conf/x.yaml',
      overrideFreeze: 'Incident',
    });
    expect(read({ ...AKAMAI, config: '../x.yaml' })).toMatchObject({ tag: 'wrong' });
    expect(read({ ...AKAMAI, 'override-freeze': 'two\nlines' })).toMatchObject({ tag: 'wrong' });
  });

  test('of validate need neither target nor token', () => {
    expect(read({ command: 'validate' })).toEqual({
      tag: 'read',
      inputs: { command: 'validate', streams: 'streams', given: new Set() },
    });
  });

  test('have defaults, but none for the account', () => {
    expect(account(AKAMAI)).toMatchObject({
      streams: 'streams',
      requireApprovedPlan: true,
      comment: true,
      commentAuthor: 'github-actions[bot]',
      cache: '.datastream/cache',
      account: { tag: 'akamai', edgerc: EDGERC },
    });
    expect(problems({ ...AKAMAI, target: '' }).join()).toMatch(
      /"target" is akamai or simulator; it is missing/,
    );
  });

  test('become options of the commands', () => {
    const given = {
      ...AKAMAI,
      section: 'logs',
      'account-key': 'K',
      endpoint: 'https://e.example.com',
      'cache-key': 'c',
    };
    expect(
      applyOptions(account({ ...given, allow: 'live=12, delete=2', rotate: 'a\n b \n' }), 'plan.json'),
    ).toMatchObject({
      edgercText: EDGERC,
      section: 'logs',
      accountKey: 'K',
      endpoint: 'https://e.example.com',
      allow: { live: 12, delete: 2 },
      rotate: ['a', 'b'],
      cacheKey: 'c',
      out: 'plan.json',
    });
    expect(applyOptions(account(SIMULATOR))).toMatchObject({ simulator: '.datastream/simulator.json' });
    expect(applyOptions(account({ ...SIMULATOR, 'simulator-file': 'w.json' }))).toMatchObject({
      simulator: 'w.json',
      yes: true,
    });
  });

  test('have the times at which the watch may change properties, and an example if they are invalid', () => {
    const at = (text: string) => ({ ...AKAMAI, command: 'watch', 'property-activation-window': text });
    expect(account(AKAMAI).propertyWindow).toEqual([]);
    expect(account(at('Mon 08:00-09:30 UTC')).propertyWindow).toEqual([
      { days: new Set([0]), from: 480, to: 570, zone: 'UTC' },
    ]);
    expect(problems(at('weekdays'))).toEqual([
      'The input "property-activation-window" is not valid: "weekdays" is not days, times and a time zone. Write it like "Mon-Thu 09:00-16:00 Europe/Berlin", several on lines of their own or separated by semicolons.',
    ]);
  });

  test('say whether the watch takes steps, and which workflow takes those that it reports', () => {
    const watching = (more: Record<string, string>) => ({ ...AKAMAI, command: 'watch', ...more });
    expect(account(AKAMAI)).toMatchObject({ watchMode: 'complete', applyWorkflow: 'apply.yml' });
    expect(account(watching({ 'watch-mode': 'report', 'apply-workflow': 'apply-emea.yaml' }))).toMatchObject({
      watchMode: 'report',
      applyWorkflow: 'apply-emea.yaml',
    });
    expect(problems(watching({ 'watch-mode': 'Report', 'apply-workflow': '../apply.yml' }))).toEqual([
      'The input "watch-mode" is complete or report, not "Report".',
      'The input "apply-workflow" is the name of a file in .github/workflows, for example apply.yml, not "../apply.yml".',
    ]);
  });

  test('select manifests for an apply, and for a plan only without a comment', () => {
    const only = 'web\n shop-* \n';
    expect(account({ ...AKAMAI, command: 'apply', only })).toMatchObject({ only: ['web', 'shop-*'] });
    expect(account({ ...AKAMAI, command: 'plan', comment: 'false', only })).toMatchObject({
      only: ['web', 'shop-*'],
    });
    expect(problems({ ...AKAMAI, command: 'plan', only }).join()).toContain('needs "comment: false"');
    expect(problems({ ...AKAMAI, command: 'watch', only }).join()).toContain(
      'only with the commands plan and apply',
    );
  });

  test('that are invalid are reported all at once', () => {
    expect(
      problems({
        command: 'plan',
        target: 'simulator',
        endpoint: 'https://x',
        comment: 'maybe',
        allow: 'all=1',
        streams: '../elsewhere',
      }),
    ).toHaveLength(6);
  });

  test.each<[string, Readonly<Record<string, string>>, RegExp]>([
    ['a command', { ...AKAMAI, command: 'destroy' }, /validate, plan, apply or watch, not "destroy"/],
    ['another target', { ...AKAMAI, target: 'prod' }, /not "prod"/],
    ['no credentials', { ...AKAMAI, edgerc: '' }, /"edgerc" is missing.*Dependabot/],
    [
      'a simulator file at Akamai',
      { ...AKAMAI, 'simulator-file': 'w.json' },
      /"simulator-file" can be used only with the target simulator/,
    ],
    [
      'credentials for the simulator',
      { ...SIMULATOR, edgerc: EDGERC },
      /"edgerc" can be used only with the target akamai/,
    ],
    [
      'a cache key for the simulator',
      { ...SIMULATOR, 'cache-key': 'k' },
      /"cache-key" can be used only with the target/,
    ],
    ['no name for the target', { ...SIMULATOR, 'target-name': '' }, /"target-name" is missing/],
    ['a name with markup', { ...SIMULATOR, 'target-name': '<b>' }, /"target-name" is letters/],
    ['no token', { ...SIMULATOR, 'github-token': '' }, /"github-token" is missing/],
    [
      'a plan id for a plan',
      { ...SIMULATOR, 'plan-id': `sha256:${'0'.repeat(64)}` },
      /only with the command apply/,
    ],
    ['a truncated plan id', { ...SIMULATOR, command: 'apply', 'plan-id': 'sha256:12' }, /64 hexadecimal/],
    ['an absolute path', { ...SIMULATOR, streams: '/etc' }, /relative to its top, not "\/etc"/],
    ['another drive', { ...SIMULATOR, streams: 'C:\\x' }, /relative to its top/],
    [
      'secrets without variable names',
      { ...SIMULATOR, secrets: 'only-a-value' },
      /Line 1 of the input "secrets"/,
    ],
  ])('are refused with a message for %s', (_, given, sentence) => {
    expect(problems(given)).toHaveLength(1);
    expect(problems(given).join()).toMatch(sentence);
  });

  test('are never repeated if they are secret', () => {
    const wrong = problems({
      ...AKAMAI,
      target: 'simulator',
      secrets: 'A=1\n-----BEGIN KEY-----\nhidden',
      'account-key': 'K-1',
    });
    for (const secret of ['s3cr3t', 'hidden', 'K-1', 'akab']) expect(wrong.join()).not.toContain(secret);
  });

  test('accept a plan id for apply', () => {
    const id = `sha256:${'a'.repeat(64)}`;
    expect(
      account({ ...SIMULATOR, command: 'apply', 'plan-id': id, 'require-approved-plan': 'False' }),
    ).toMatchObject({
      planId: id,
      requireApprovedPlan: false,
    });
  });
});
