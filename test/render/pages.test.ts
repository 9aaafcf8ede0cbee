import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fromHtml } from 'hast-util-from-html';
import { describe, expect, it } from 'vitest';
import { githubPage } from './github-page.ts';
import { GOLDEN_PAGES } from './golden-pages.ts';
import { htmlFile } from './html-file.ts';
import { elements, textOf } from './page-parts.ts';

/* With WRITE_PAGES=1 (npm run pages) the pages are written as files to open in a browser. */

const FOLDER = new URL('../../pages/', import.meta.url);
const index = githubPage(
  ['### What people see', '', ...GOLDEN_PAGES.map(({ name }) => `- [${name}](${name}.html)`)].join('\n'),
);
const files = [...GOLDEN_PAGES.map(({ name, page }) => [name, page] as const), ['index', index] as const];

describe('a page for the browser', () => {
  it.each(files)('shows the same as the golden file: %s', (name, page) => {
    const html = htmlFile(name, page);
    const [body] = elements(fromHtml(html), 'article');
    expect(body && textOf(body)).toBe(textOf(page));
    if (process.env['WRITE_PAGES'] === '1') write(`${name}.html`, html);
  });
});

function write(file: string, html: string): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(new URL(file, FOLDER), html);
  if (file === 'index.html') process.stdout.write(`${fileURLToPath(new URL(file, FOLDER))}\n`);
}
