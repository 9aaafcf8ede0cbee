import { readdirSync, readFileSync } from 'node:fs';
import type { Root } from 'hast';
import { githubPage } from './github-page.ts';

const GOLDEN = new URL('../golden/render/', import.meta.url);

interface GoldenPage {
  readonly name: string;
  readonly markdown: string;
  readonly page: Root;
}

/** Every golden file of Markdown, and what GitHub shows of it. */
export const GOLDEN_PAGES: readonly GoldenPage[] = readdirSync(GOLDEN)
  .filter((file) => file.endsWith('.md'))
  .map((file) => {
    const markdown = readFileSync(new URL(file, GOLDEN), 'utf8');
    return { name: file.replace(/\.md$/, ''), markdown, page: githubPage(markdown) };
  });
