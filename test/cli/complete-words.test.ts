import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { type Completion, completeWords } from '../../src/cli/complete-words.ts';

function complete(line: string): Completion {
  return completeWords(COMMANDS, line.split(' '));
}

/** The texts of the candidates, or what the shell completes instead. */
function shown(line: string): readonly string[] | string {
  const completion = complete(line);
  if (completion.tag === 'words') return completion.candidates.map(({ text }) => text);
  return completion.tag === 'names'
    ? `${completion.kind} ${completion.prefix}|${completion.typed}`
    : completion.tag;
}

describe('the words that a shell offers', () => {
  it.each<[line: string, expected: readonly string[] | string]>([
    ['', COMMANDS.map(({ name }) => name)],
    ['hist', ['history']],
    ['--', ['--help', '--version']],
    ['unknown ', []],
    ['plan --form', ['--format']],
    ['plan --format ', ['terminal', 'json', 'markdown']],
    ['plan --format j', ['json']],
    ['plan --format=j', ['--format=json']],
    ['plan --unknown=j', []],
    ['plan --format json --form', []],
    ['import --log-type cdn --log-t', ['--log-type']],
    ['import --log-type c', ['cdn']],
    ['plan --no', ['--no-check-properties', '--no-cache']],
    ['plan --hel', ['--help']],
    ['plan --out ', 'files'],
    ['plan --out=pl', 'files'],
    ['plan --streams ', 'folders'],
    ['plan --simulator ', 'files'],
    ['plan --section ', []],
    ['plan ', []],
    ['validate ', 'files'],
    ['validate a.yaml ', 'files'],
    ['init ', 'folders'],
    ['init . ', []],
    ['completion ', ['bash', 'zsh', 'fish']],
    ['completion -- z', ['zsh']],
    ['plan --only ', 'manifests |'],
    ['plan --only web ', 'manifests |'],
    ['plan --only=we', 'manifests --only=|we'],
    ['plan --only web --form', ['--format']],
    ['apply --rotate ', 'streams |'],
    ['plan --target p', 'targets |p'],
    ['history w', 'streams |w'],
    ['history --endpoint http://127.0.0.1:1 w', 'streams |w'],
    ['history --no-cache w', 'streams |w'],
    ['history web ', []],
    ['history --limit ', []],
    ['diff web ', []],
    ['rotate web ', 'streams |'],
    ['show ', 'manifests |'],
    ['show web ', []],
    ['rotate -- -', 'streams |-'],
    ['rotate - ', 'streams |'],
    ['apply --wait --form', ['--format']],
    ['apply --wait 2h --form', ['--format']],
    ['plan --out --form --format ', ['terminal', 'json', 'markdown']],
  ])('%j is completed with %j', (line, expected) => {
    expect(shown(line)).toEqual(expected);
  });

  it('names are read with the options of the line', () => {
    expect(complete('plan --streams a --target=b --only ')).toMatchObject({
      given: { streams: 'a', target: 'b' },
    });
  });
});

it.each(COMMANDS.map((command) => [command.name, command] as const))(
  'each option of %s is completed, and each value in the way that its declaration says',
  (name, { options }) => {
    for (const [option, { positional, choices, completes, value }] of Object.entries(options)) {
      if (positional) continue;
      const flag = `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
      expect(shown(`${name} ${flag}`)).toContain(flag);
      if (value === undefined) continue;
      const expected = /file/.test(value) ? 'files' : /dir/.test(value) ? 'folders' : [];
      expect(shown(`${name} ${flag} `)).toEqual(choices ?? (completes ? `${completes} |` : expected));
    }
  },
);

/** Options for names that no file of the repository contains. */
const OTHER_NAMES = ['logs metric', 'receive selfSigned', 'receive user'];

it('each option for names says which names complete it', () => {
  const undecided = COMMANDS.flatMap(({ name, options }) =>
    Object.entries(options).flatMap(([option, { value = '', completes }]) =>
      /^.(names?|which)\b(?!=)/.test(value) && option !== 'section' && !completes
        ? [`${name} ${option}`]
        : [],
    ),
  );
  expect(undecided).toEqual(OTHER_NAMES);
});
