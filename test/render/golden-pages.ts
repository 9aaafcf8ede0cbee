import { readdirSync, readFileSync } from 'node:fs';
import type { Root } from 'hast';
import { displayed, parsed, tokensOf } from './github-page.ts';
import { cellsOfTables } from './page-parts.ts';

const GOLDEN = new URL('../golden/render/', import.meta.url);

interface GoldenPage {
  readonly name: string;
  readonly markdown: string;
  /** As a browser parses it, before anything is removed. */
  readonly html: Root;
  readonly page: Root;
  /** The number of cells in each row of each table in the source. */
  readonly tables: ReturnType<typeof cellsOfTables>;
}

/** Every golden file of Markdown, and what GitHub shows of it. Each is parsed once. */
export const GOLDEN_PAGES: readonly GoldenPage[] = readdirSync(GOLDEN)
  .filter((file) => file.endsWith('.md'))
  .map((file) => {
    const markdown = readFileSync(new URL(file, GOLDEN), 'utf8');
    const tokens = tokensOf(markdown);
    const html = parsed(tokens);
    const name = file.replace(/\.md$/, '');
    return { name, markdown, html, page: displayed(html), tables: cellsOfTables(tokens) };
  });
