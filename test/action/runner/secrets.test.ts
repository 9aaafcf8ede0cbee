import { describe, expect, test } from 'vitest';
import { cleaner } from '../../../src/action/runner/cleaner.ts';
import { commandEnvironment, masksOf, privateValues } from '../../../src/action/runner/secrets.ts';
import { findCredentials } from '../../../src/api/credentials/credentials.ts';
import { readSecrets } from '../../../src/apply/secrets/dotenv.ts';

const PEM = '-----BEGIN KEY-----\nMIIabc\n  def\n\n-----END KEY-----';
const INPUTS: Readonly<Record<string, string>> = {
  edgerc: '# mine\n[default]\nhost = https://AKAB-x.example.net/\nclient_secret = "qu=oted"\n',
  'cache-key': '[default]\nclient_secret = other # the one that reads\naccess_token = "acc;ess" ; x\n',
  'account-key': 'B-C-1IE2OH8:1-8BYUX',
  'github-token': 'ghs_x',
  secrets: `USER=ab\nPEM="${PEM}"\nEMPTY=\n# note\nexport TOKEN='t k n'\n`,
};
const PLACE = 'the input "secrets"';
const get = (name: string) => INPUTS[name] ?? '';

describe('destination secrets', () => {
  test('are parsed as dotenv, also over several lines', () => {
    const { secrets, problems } = readSecrets(get('secrets'), PLACE);
    expect(problems).toEqual([]);
    expect(Object.fromEntries(secrets)).toEqual({ USER: 'ab', PEM, EMPTY: '', TOKEN: 't k n' });
    expect(
      Object.fromEntries(readSecrets(get('secrets').replaceAll('\n', '\r\n'), PLACE).secrets)['PEM'],
    ).toBe(PEM);
  });

  test.each([
    ['', 0],
    ['# only a note\n', 0],
    ['A=1\nB="x\ny"\nC=`z`', 0],
    [`KEY=${PEM}`, 2],
    ['A=1\n\n{"json": true}', 3],
  ])('%j: the first invalid line is %i', (text, line) => {
    const { problems } = readSecrets(text, PLACE);
    expect(problems.map((problem) => /Line (\d+)/.exec(problem)?.[1])).toEqual(
      line === 0 ? [] : [String(line)],
    );
  });

  test.each([
    ['P=abc#defghijkl', 'Quote the value'],
    ['P=#defghijkl', 'Quote the value'],
    ['export P=abc#defghijkl # note', 'Quote the value'],
    ['P="abcd"efghijkl', 'other kind of quotes'],
    ['P="abcd"#efghijkl', 'other kind of quotes'],
    ["P='it''s-long-secret'", 'other kind of quotes'],
    ['P="a\\"bcdefgh"', 'other kind of quotes'],
    ['P=`a`bcdefgh`', 'other kind of quotes'],
    ['P="x\ny"efghijkl', 'other kind of quotes'],
  ])('%j would be truncated: reported by line and name', (assignment, cure) => {
    const { problems } = readSecrets(`A=1\n\n${assignment}\nB=2\n`, PLACE);
    expect(problems).toEqual([
      expect.stringMatching(/^Line 3 of the input "secrets": the value of P would end /),
    ]);
    expect(problems[0]).toContain(cure);
    expect(problems[0]).not.toMatch(/abc|efgh|hijkl|long/);
  });

  test.each([
    ['P="abcdefgh', 'no line after it'],
    ["P='abcdefgh\n", 'an empty one after it'],
    ['export P = `abcdefgh # it', 'no line after it'],
    ['P="', 'an empty value'],
    ['P="abc#defghijkl\nB=2', 'a # in it'],
    ["P=\"abcdefgh\nB=2\nC='3'", 'other lines after it'],
    ['P="-----BEGIN KEY-----\nMIIabcdefgh\n-----END KEY-----\n', 'a key in it'],
  ])('%j: an unclosed quote is reported by line and name, with %s', (assignment) => {
    const { problems } = readSecrets(`A=1\n\n${assignment}`, PLACE);
    expect(problems).toEqual([
      expect.stringMatching(
        /^Line 3 of the input "secrets": the value of P begins with a quote that is never closed\. /,
      ),
    ]);
    expect(problems[0]).not.toMatch(/abc|efgh|hijkl|KEY/);
  });

  test.each([
    ['P=abc # note #2', 'abc'],
    ['P= # note', ''],
    ['P="a#b"', 'a#b'],
    [`P='a"b' # it's "so"`, 'a"b'],
    [`P="it's"  `, "it's"],
    ['P="x # \n#y\n" # note', 'x # \n#y\n'],
    ['export P=a"b\'c', 'a"b\'c'],
  ])('%j is parsed completely', (text, value) => {
    const { secrets, problems } = readSecrets(`${text}\nB=2`, PLACE);
    expect(problems).toEqual([]);
    expect(Object.fromEntries(secrets)).toEqual({ P: value, B: '2' });
  });

  test.each([
    ['A=a#b\nB=c#d\nC=1', ['Line 1', 'Line 2']],
    ['A=a#b\nB="c"d"\nC="e"f', ['Line 1', 'Line 2']],
    ['A="c"d"\nstray', ['Line 1']],
    ['KEY=first\npart=a#b\nstray\nC="e"f', ['Line 3']],
    ['KEY=first\npart=a#b\nC="e"f\nstray', ['Line 3']],
    ['A=a#b\nB="c\nC=d#e', ['Line 1', 'Line 2']],
    ['A=a#b\nB="c\nstray', ['Line 2']],
  ])('%j: of several problems only the certain ones are reported', (text, lines) => {
    const { problems } = readSecrets(text, PLACE);
    expect(problems.map((problem) => problem.slice(0, 6))).toEqual(lines);
    expect(problems.join()).not.toContain('part');
  });

  test('name each variable once, since the last of two would be used silently', () => {
    const text = 'A=one\nB="x\ny"\n# A=note\nexport A=two\nB=z\nA=three';
    const { problems } = readSecrets(text, PLACE);
    expect(problems).toEqual([
      'Line 5 of the input "secrets": A is set twice, first in line 1. Remove one of the two.',
      'Line 6 of the input "secrets": B is set twice, first in line 2. Remove one of the two.',
      'Line 7 of the input "secrets": A is set twice, first in line 1. Remove one of the two.',
    ]);
    const values = privateValues((name) => (name === 'secrets' ? text : ''));
    for (const value of ['one', 'two', 'three', 'x\ny', 'z']) expect(values).toContain(value);
  });

  test('are masked whole, line by line and encoded, with the credentials, and never as empty strings', () => {
    const masks = masksOf(get);
    const expected = [
      PEM,
      'MIIabc',
      '  def',
      'def',
      '-----END KEY-----',
      JSON.stringify(PEM).slice(1, -1),
      Buffer.from(PEM).toString('base64'),
      encodeURIComponent('t k n'),
      'ab',
      'qu=oted',
      'akab-x.example.net',
      'other',
      'acc;ess',
      'client_secret = "qu=oted"',
      'B-C-1IE2OH8:1-8BYUX',
      'ghs_x',
    ];
    for (const mask of expected) expect(masks).toContain(mask);
    expect(masks.filter((mask) => mask.trim() === '')).toEqual([]);
  });

  test('and credentials are masked with the parsed values: one parser reads both', async () => {
    const text = [
      '[default]',
      'host = https://AKAB-y.example.net/ # the client that writes',
      'client_token = "akab=token" ; quoted',
      "client_secret = 'se#cret' # note",
      'access-token = plain#not-a-comment; nor this ; but this',
      'account_key = K-9 ; account',
      '[other]',
      'client_secret = of another section',
    ].join('\n');
    const { origin: _, ...used } = await findCredentials({ edgercText: text, env: {}, home: '/' });
    const values = privateValues((name) => (name === 'edgerc' ? text : ''));
    for (const value of Object.values(used)) expect(values).toContain(value);
    expect(values).toContain('of another section');
  });

  test('are the only variables that commands find in their environment, in addition to the network settings', () => {
    const job = { GITHUB_TOKEN: 'no', PATH: '/bin', https_proxy: 'http://proxy', INPUT_SECRETS: 'no' };
    const env = commandEnvironment(
      new Map([
        ['USER', 'ab'],
        ['NO_PROXY', '*'],
      ]),
      job,
    );
    const output = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined));
    expect(output).toEqual({ USER: 'ab', https_proxy: 'http://proxy' });
  });

  test('and host and account key are redacted in posted text', () => {
    const clean = cleaner(privateValues(get));
    expect(clean('at akab-x.example.net for B-C-1IE2OH8:1-8BYUX: ok')).toBe('at *** for ***: ok');
    expect(clean(JSON.stringify({ PEM }))).not.toContain('MIIabc');
    expect(clean('a cab')).toBe('a cab');
  });
});
