import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type ts from 'typescript';
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

const texts = new Map<string, string>();

/** The text of a file, which is read once. */
function textOf(file: string): string {
  const text = texts.get(file) ?? readFileSync(path.join(PROJECT, file), 'utf8');
  texts.set(file, text);
  return text;
}

/** Removes what an exception of the file allows. */
function withoutExceptions(file: string, text: string): string {
  return EXCEPTIONS.filter(
    (one) => file === one.file || (one.file.endsWith('/') && file.startsWith(one.file)),
  ).reduce((rest, one) => rest.replaceAll(one.text, ''), text);
}

const isCode = (file: string) => /\.m?[jt]s$/.test(file);

/** Blanks identifiers of TypeScript, which are checked word by word, so that comments, strings and messages remain. */
function proseOf(file: string, text: string, identifiers: readonly ts.Identifier[]): string {
  if (!isCode(file)) return text;
  return identifiers.reduceRight(
    (rest, name) =>
      rest.slice(0, name.end - name.text.length) + ' '.repeat(name.text.length) + rest.slice(name.end),
    text,
  );
}

function identifiersOf(file: string, text: string): readonly ts.Identifier[] {
  if (!isCode(file)) return [];
  // A compiler that is imported as a module takes a second longer to load.
  const compiler: typeof ts = createRequire(import.meta.url)('typescript');
  const found: ts.Identifier[] = [];
  const visit = (node: ts.Node): void => {
    if (compiler.isIdentifier(node) && node.end > node.pos) found.push(node);
    compiler.forEachChild(node, visit);
  };
  visit(compiler.createSourceFile(file, text, compiler.ScriptTarget.Latest));
  return found;
}

/** The words of a camelCase or UPPER_CASE name, in lower case. */
function wordsOf(name: string): readonly string[] {
  return (name.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? []).map((one) => one.toLowerCase());
}

const ANY_PROSE = new RegExp(AVOIDED.map(({ prose }) => prose.source).join('|'), 'i');
const IN_NAMES = new Set(AVOIDED.flatMap(({ inNames = [] }) => inNames));
const checkedNames = new Map<string, boolean>();

function isAvoidedName(name: string): boolean {
  const known = checkedNames.get(name);
  if (known !== undefined) return known;
  const isAvoided = wordsOf(name).some((one) => IN_NAMES.has(one));
  checkedNames.set(name, isAvoided);
  return isAvoided;
}

/**
 * Returns whether a text may contain an avoided word: true for all texts that do, and for few others. It is much faster
 * than the compiler.
 */
function isSuspicious(file: string, text: string): boolean {
  const checked = withoutExceptions(file, text);
  return ANY_PROSE.test(checked) || (isCode(file) && (checked.match(/[\w$]+/g) ?? []).some(isAvoidedName));
}

function findInText(file: string, text: string): readonly string[] {
  if (!isSuspicious(file, text)) return [];
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
  return [...inProse, ...inNames];
}

function findInPath(file: string): readonly string[] {
  return AVOIDED.filter(({ inNames: names = [] }) => wordsOf(file).some((one) => names.includes(one))).map(
    ({ instead }) => `${file}: its own name → ${instead}`,
  );
}

test('words that the project avoids are in no document, message, comment or name', () => {
  expect(files.flatMap((file) => [...findInPath(file), ...findInText(file, textOf(file))])).toEqual([]);
});

const AVOIDED_WORD = ['mo', 'ver'].join('');

test.each([
  ['a comment', `/** A ${AVOIDED_WORD}. */\nexport {};`, ['a.ts:1']],
  ['a message', `throw new Error(\`no ${AVOIDED_WORD} \${x}\`);`, ['a.ts:1']],
  ['a name', `const last${AVOIDED_WORD.replace('m', 'M')}Id = 1;`, ['a.ts']],
  ['a name and a comment', `const ${AVOIDED_WORD} = 1;\n// A ${AVOIDED_WORD}.`, ['a.ts:2', 'a.ts']],
  ['none', 'const remover = 1; // Removers.', []],
])('an avoided word is found in %s', (_where, text, places) => {
  const found = findInText('a.ts', text);
  expect(found.map((line) => /^a\.ts(?::\d+)?/.exec(line)?.[0])).toEqual(places);
});

test('an avoided word is found in a document and in a path', () => {
  expect(findInText('a.md', `x\nthe ${AVOIDED_WORD}`)).toHaveLength(1);
  expect(findInPath(`src/${AVOIDED_WORD}.ts`)).toHaveLength(1);
});

test.each(EXCEPTIONS)('the exception "$text" in $file is needed', ({ file, text }) => {
  const within = files.filter((one) => one === file || (file.endsWith('/') && one.startsWith(file)));
  expect(within.some((one) => textOf(one).includes(text))).toBe(true);
});
