import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { PROJECT } from './commands/workspace.ts';
import { AVOIDED, EXCEPTIONS } from './vocabulary.ts';

/** What people read: sources with their messages and comments, tests, documents, schemas and workflows. */
const READ = [
  'src',
  'test',
  'bench',
  'scripts',
  'docs',
  'schemas',
  '.github',
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  'action.yml',
];

/** The files that list the words. */
const LISTS = new Set(['test/vocabulary.ts']);

const files = execFileSync('git', ['ls-files', ...READ], { cwd: PROJECT, encoding: 'utf8' })
  .split('\n')
  .filter((file) => /\.(?:m?[jt]s|md|ya?ml|json|txt)$/.test(file) && !LISTS.has(file));

/** Removes what an exception of the file allows. */
function withoutExceptions(file: string, text: string): string {
  return EXCEPTIONS.filter(
    (one) => file === one.file || (one.file.endsWith('/') && file.startsWith(one.file)),
  ).reduce((rest, one) => rest.replaceAll(one.text, ''), text);
}

/** Blanks identifiers of TypeScript, which are checked word by word, so that comments, strings and messages remain. */
function proseOf(file: string, text: string, identifiers: readonly ts.Identifier[]): string {
  if (!/\.m?[jt]s$/.test(file)) return text;
  return identifiers.reduceRight(
    (rest, name) =>
      rest.slice(0, name.end - name.text.length) + ' '.repeat(name.text.length) + rest.slice(name.end),
    text,
  );
}

function identifiersOf(file: string, text: string): readonly ts.Identifier[] {
  if (!/\.m?[jt]s$/.test(file)) return [];
  const found: ts.Identifier[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.end > node.pos) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
  return found;
}

/** The words of a camelCase or UPPER_CASE name, in lower case. */
function wordsOf(name: string): readonly string[] {
  return (name.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? []).map((one) => one.toLowerCase());
}

test('words that the project avoids are in no document, message, comment or name', () => {
  const found = files.flatMap((file) => {
    const text = readFileSync(path.join(PROJECT, file), 'utf8');
    const identifiers = identifiersOf(file, text);
    const prose = proseOf(file, text, identifiers).split('\n');
    const inProse = prose.flatMap((line, index) => {
      const checked = withoutExceptions(file, line);
      return AVOIDED.filter(({ prose: pattern }) => pattern.test(checked)).map(
        ({ instead }) => `${file}:${index + 1}: ${line.trim()} → ${instead}`,
      );
    });
    const names = new Set(identifiers.map(({ text: name }) => withoutExceptions(file, name)));
    const inNames = [...names].flatMap((name) => {
      const words = wordsOf(name);
      return AVOIDED.filter(({ inNames: avoided = [] }) => words.some((one) => avoided.includes(one))).map(
        ({ instead }) => `${file}: ${name} → ${instead}`,
      );
    });
    const inPath = AVOIDED.filter(({ inNames: names = [] }) =>
      wordsOf(file).some((one) => names.includes(one)),
    ).map(({ instead }) => `${file}: its own name → ${instead}`);
    return [...inPath, ...inProse, ...inNames];
  });
  expect(found).toEqual([]);
});

test.each(EXCEPTIONS)('the exception "$text" in $file is needed', ({ file, text }) => {
  const within = files.filter((one) => one === file || (file.endsWith('/') && one.startsWith(file)));
  expect(within.some((one) => readFileSync(path.join(PROJECT, one), 'utf8').includes(text))).toBe(true);
});
