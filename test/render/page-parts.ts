import type { Element, Nodes, Parents } from 'hast';
import type { Tokens } from './github-page.ts';

/* The parts of a page that a reader sees. */

/** All nodes below a node, each with its enclosing elements, the outermost first. */
export function* within(
  node: Nodes,
  around: readonly Parents[] = [],
): Generator<{ readonly node: Nodes; readonly around: readonly Parents[] }> {
  if (!('children' in node)) return;
  const inside = [...around, node];
  for (const child of node.children) {
    yield { node: child, around: inside };
    yield* within(child, inside);
  }
}

export function elements(node: Nodes, ...tags: readonly string[]): readonly Element[] {
  return [...within(node)].flatMap(({ node: one }) =>
    one.type === 'element' && (tags.length === 0 || tags.includes(one.tagName)) ? [one] : [],
  );
}

/** The text of the page. */
export function textOf(node: Nodes): string {
  if (node.type === 'text') return node.value;
  return 'children' in node ? node.children.map(textOf).join('') : '';
}

/**
 * Text outside code, in which GitHub looks for names, numbers and other patterns. Each run as it appears on
 * the page.
 */
export function running(page: Nodes): readonly string[] {
  return [...within(page)].flatMap(({ node, around }) => {
    const isCode = around.some((one) => one.type === 'element' && /^(code|pre|a)$/.test(one.tagName));
    return node.type === 'text' && !isCode ? [node.value] : [];
  });
}

/**
 * Patterns that GitHub converts in running text, after Markdown: mentions, e-mail addresses, references,
 * emoji, links, formulas. GitHub looks at one text node at a time, and a comment separates two nodes: in the
 * imported issues of llvm/llvm-project thousands of `@<!-- -->name` and `#<!-- -->0` notify and link nothing.
 */
const MADE_SOMETHING_OF = /@[a-z\d]|#\d|\bGH-\d|:[\w+-]+:|\w:\/\/\S|\bwww\.\S|\$./i;

/** Each run of text that GitHub would convert. */
export function madeOf(page: Nodes): readonly string[] {
  return running(page).filter((text) => MADE_SOMETHING_OF.test(text));
}

/** Code, and a dollar sign in its own node, count as text next to the adjacent letters. */
const TEXT_LIKE = /^(code|span)$/;

/** The elements of a page without its text: `p(strong(br))`. */
export function outline(node: Nodes): string {
  if (!('children' in node)) return '';
  const inside = node.children
    .map(outline)
    .filter((part) => part !== '')
    .join(' ');
  if (node.type !== 'element' || (TEXT_LIKE.test(node.tagName) && inside === '')) return inside;
  return inside === '' ? node.tagName : `${node.tagName}(${inside})`;
}

/**
 * The number of cells in each row of each table in the source. A page shows as many as the header has and
 * drops the others.
 */
export function cellsOfTables(tokens: Tokens): readonly (readonly number[])[] {
  const tables: number[][] = [];
  for (const [kind, token] of tokens) {
    if (kind !== 'enter') continue;
    const type: string = token.type;
    if (type === 'table') tables.push([]);
    const rows = tables.at(-1) ?? [];
    if (type === 'tableRow') rows.push(0);
    if (type === 'tableHeader' || type === 'tableData') rows.push((rows.pop() ?? 0) + 1);
  }
  return tables;
}
