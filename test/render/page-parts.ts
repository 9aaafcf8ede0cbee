import type { Element, Nodes, Parents } from 'hast';
import { parse, postprocess, preprocess } from 'micromark';
import { gfm } from 'micromark-extension-gfm';

/* What a reader finds on a page. */

/** Everything below a node, each with the elements around it, the outermost first. */
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

/** The letters on it. */
export function textOf(node: Nodes): string {
  if (node.type === 'text') return node.value;
  return 'children' in node ? node.children.map(textOf).join('') : '';
}

/** Text that is not code: there GitHub looks for names, numbers and signs of its own. Each run as it stands in the page. */
export function running(page: Nodes): readonly string[] {
  return [...within(page)].flatMap(({ node, around }) => {
    const isCode = around.some((one) => one.type === 'element' && /^(code|pre|a)$/.test(one.tagName));
    return node.type === 'text' && !isCode ? [node.value] : [];
  });
}

/**
 * What GitHub makes something of in running text, after Markdown: mentions and mail, references, emoji, links, formulas.
 * It looks at one node of text at a time, and a comment parts two of them: in the imported issues of llvm/llvm-project
 * thousands of `@<!-- -->name` and `#<!-- -->0` notify and link nothing.
 */
const MADE_SOMETHING_OF = /@[a-z\d]|#\d|\bGH-\d|:[\w+-]+:|\w:\/\/\S|\bwww\.\S|\$./i;

/** Each run of text that GitHub would not leave as it is. */
export function madeOf(page: Nodes): readonly string[] {
  return running(page).filter((text) => MADE_SOMETHING_OF.test(text));
}

/** Code, and a dollar sign that is set apart, are as much text as the letters beside them. */
const TEXT_LIKE = /^(code|span)$/;

/** The elements of a page without its words: `p(strong(br))`. */
export function outline(node: Nodes): string {
  if (!('children' in node)) return '';
  const inside = node.children
    .map(outline)
    .filter((part) => part !== '')
    .join(' ');
  if (node.type !== 'element' || (TEXT_LIKE.test(node.tagName) && inside === '')) return inside;
  return inside === '' ? node.tagName : `${node.tagName}(${inside})`;
}

/** How many cells each row of each table has in the source; a page shows as many as its head has and drops the others. */
export function cellsOfTables(markdown: string): readonly (readonly number[])[] {
  const events = postprocess(
    parse({ extensions: [gfm()] })
      .document()
      .write(preprocess()(markdown, undefined, true)),
  );
  const tables: number[][] = [];
  for (const [kind, token] of events) {
    if (kind !== 'enter') continue;
    const type: string = token.type;
    if (type === 'table') tables.push([]);
    const rows = tables.at(-1) ?? [];
    if (type === 'tableRow') rows.push(0);
    if (type === 'tableHeader' || type === 'tableData') rows.push((rows.pop() ?? 0) + 1);
  }
  return tables;
}
