import fc from 'fast-check';
import type { Root } from 'hast';
import { describe, expect, it } from 'vitest';
import { visible } from '../../src/render/text/escape-control.ts';
import { runs, share } from '../soak.ts';
import { githubPage } from './github-page.ts';
import { AGENT_COMMANDS, HOSTILE } from './hostile.ts';
import { elements, madeOf, outline, textOf } from './page-parts.ts';
import { PAGES_ABOUT } from './pages-about.ts';

const pages = Object.entries(PAGES_ABOUT).map(([what, draw], turn) => {
  const about = (text: string) => githubPage(draw(text));
  const harmless = about('harmless');
  return [what, about, { outline: outline(harmless), letters: letters(harmless) }, turn] as const;
});

/** The letters of a page outside its code fences, which contain values as JSON. */
function letters(page: Root): string {
  const fences = elements(page, 'pre').map(textOf);
  // A name in a command is quoted for a shell.
  return fences.reduce((text, fence) => text.replace(fence, ''), textOf(page)).replace(/[\s']+/g, '');
}

/** Markup that GitHub adds to Markdown, in addition to the strings for all formats. */
const EVERYTHING = [
  ...HOSTILE,
  ...AGENT_COMMANDS,
  '> [!CAUTION]',
  '[!NOTE] all is well',
  'note[^1] [^1]: a footnote',
  '- [x] done',
  ':smile: :+1:',
  'ftp://x.example mailto:a@x.example www.x.example',
  'octocat@0123456789abcdef0123456789abcdef01234567',
  '--> <!-- x -->',
  '~~~ diff',
  '\\$$x^2$$ and $`x`$',
  // An empty list item below a paragraph would make a heading of it.
  '``',
  ' ',
];

/**
 * Short enough to be shown in full everywhere. A sentence renders text between a pair of backticks as code.
 */
const shownWhole = EVERYTHING.filter((text) => text.length < 50 && !text.includes('`'));

const meaningful = '` | \\ < > & * _ [ ] ( ) @ # : ~ - ! + = $ ^ / . 1 a'.split(' ');
const pieces = [
  '\n',
  ' ',
  '<!--',
  '-->',
  '```',
  '[^1]',
  '[ ]',
  '[!NOTE]',
  'www.',
  'http://',
  ':x:',
  '@a',
  '#1',
  'GH-1',
];
const made = fc
  .array(fc.constantFrom(...meaningful, ...pieces), { minLength: 1, maxLength: 16 })
  .map((parts) => parts.join(''));

describe.each(pages)('a page with hostile text: %s', (_what, about, harmless, turn) => {
  const isUnmoved = (text: string) => {
    const page = about(text);
    expect(outline(page)).toBe(harmless.outline);
    expect(madeOf(page)).toEqual([]);
  };

  it.each(share(EVERYTHING, turn))('has the elements of the same page with harmless text: %j', isUnmoved);

  it('has them for any text', () => {
    fc.assert(fc.property(made, isUnmoved), { numRuns: runs(60) });
  });

  it.each(share(shownWhole, turn))('shows the text unchanged: %j', (text) => {
    const shown = visible(text).replace(/[\s']+/g, '');
    expect(letters(about(text))).toBe(harmless.letters.replaceAll('harmless', () => shown));
  });
});
