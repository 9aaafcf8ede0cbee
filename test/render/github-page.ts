import type { Element, ElementContent, Root, RootContent } from 'hast';
import { fromHtml } from 'hast-util-from-html';
import { sanitize } from 'hast-util-sanitize';
import { compile, parse, postprocess, preprocess } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';

/* Renders a comment as GitHub does: Markdown → HTML → an allow-list of tags → GitHub's own additions. */

/** The start and the end of each token of a Markdown text. */
export type Tokens = ReturnType<typeof postprocess>;

export function tokensOf(markdown: string): Tokens {
  return postprocess(
    parse({ extensions: [gfm()] })
      .document()
      .write(preprocess()(markdown, undefined, true)),
  );
}

/** HTML of the tokens as a browser parses it, before anything is removed. */
export function parsed(tokens: Tokens): Root {
  const html = compile({ allowDangerousHtml: true, htmlExtensions: [gfmHtml()] })(tokens);
  return fromHtml(html, { fragment: true });
}

/** The displayed page of a Markdown text. */
export function githubPage(markdown: string): Root {
  return displayed(parsed(tokensOf(markdown)));
}

/**
 * The displayed page: only tags that GitHub allows, its alerts, and each line break of a comment as a break.
 */
export function displayed(html: Root): Root {
  const allowed = sanitize(html);
  if (allowed.type !== 'root') throw new Error('bug: a page without a root');
  return { ...allowed, children: broken(allowed.children.map(withAlert), true) };
}

const ALERT = /^\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\s*$/;

/** GitHub supports alerts only at the top level, and only if the marker is alone on the first line. */
function withAlert(node: RootContent): RootContent {
  if (node.type !== 'element' || node.tagName !== 'blockquote') return node;
  const [first, ...rest] = node.children.filter((child) => child.type === 'element');
  const start = first?.children[0];
  if (first === undefined || start?.type !== 'text') return node;
  const [mark = '', ...lines] = start.value.split('\n');
  const kind = ALERT.exec(mark)?.[1];
  if (kind === undefined) return node;
  const opening = { ...first, children: [{ ...start, value: lines.join('\n') }, ...first.children.slice(1)] };
  const title = box('p', 'markdown-alert-title', [
    { type: 'text', value: kind[0] + kind.slice(1).toLowerCase() },
  ]);
  return box('div', `markdown-alert markdown-alert-${kind.toLowerCase()}`, [title, opening, ...rest]);
}

function box(tagName: string, className: string, children: ElementContent[]): Element {
  return { type: 'element', tagName, properties: { className: className.split(' ') }, children };
}

const BLOCKS = new Set(
  'p ul ol li pre blockquote details summary table thead tbody tr th td h1 h2 h3 h4 h5 h6 hr div'.split(' '),
);
const HOLDS_BLOCKS = new Set('ul ol li blockquote details table thead tbody tr div'.split(' '));

/** Comments and issues keep the line breaks of their source, except those between two blocks. */
function broken<T extends RootContent>(nodes: readonly T[], holdsBlocks: boolean): (T | Element)[] {
  return nodes.flatMap((node, i): (T | Element)[] => {
    if (node.type === 'element') {
      if (node.tagName === 'pre') return [node];
      return [{ ...node, children: broken(node.children, HOLDS_BLOCKS.has(node.tagName)) }];
    }
    if (node.type !== 'text') return [node];
    const edge = (other: T | undefined) => holdsBlocks && (other === undefined || isBlock(other));
    const from = edge(nodes[i - 1]) ? node.value.trimStart() : node.value;
    const value = edge(nodes[i + 1]) ? from.trimEnd() : from;
    return value.split('\n').flatMap((line, at): (T | Element)[] => {
      const text = line === '' ? [] : [{ ...node, value: line }];
      return at === 0 ? text : [{ type: 'element', tagName: 'br', properties: {}, children: [] }, ...text];
    });
  });
}

function isBlock(node: RootContent): boolean {
  return node.type === 'element' && BLOCKS.has(node.tagName);
}
