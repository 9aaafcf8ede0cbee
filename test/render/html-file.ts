import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Element, ElementContent, Root, RootContent } from 'hast';
import { toHtml } from 'hast-util-to-html';

/* A page as an HTML file in GitHub's style, light or dark like the system. */

const require = createRequire(import.meta.url);
const STYLE = readFileSync(require.resolve('github-markdown-css'), 'utf8');
/** As wide as a GitHub comment at most, and as narrow as a phone. */
const AROUND = `
body { margin: 0; background: Canvas; color-scheme: light dark; }
.markdown-body { box-sizing: border-box; max-width: 860px; margin: 0 auto; padding: 16px; }
.added { background: light-dark(#dafbe1, #12261e); } .removed { background: light-dark(#ffebe9, #25171c); }
`;

/**
 * A complete HTML file. Nothing in it is executed: the page contains only what GitHub's allow-list permits.
 */
export function htmlFile(title: string, page: Root): string {
  const name = toHtml({ type: 'text', value: title });
  return [
    '<!doctype html>',
    '<html lang="en">',
    `<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${name}</title>`,
    `<style>${STYLE}${AROUND}</style></head>`,
    `<body><article class="markdown-body">${toHtml({ ...page, children: page.children.map(withColours) })}</article></body>`,
    '</html>\n',
  ].join('\n');
}

/** Lines of a diff in the colors that GitHub adds. */
function withColours<T extends RootContent>(node: T): T {
  if (node.type !== 'element') return node;
  const isDiff = node.tagName === 'code' && String(node.properties['className']) === 'language-diff';
  return { ...node, children: isDiff ? node.children.flatMap(coloured) : node.children.map(withColours) };
}

function coloured(code: ElementContent): ElementContent[] {
  if (code.type !== 'text') return [code];
  return code.value.split(/(?<=\n)/).map((value): Element => {
    const className = value.startsWith('+') ? ['added'] : value.startsWith('-') ? ['removed'] : [];
    return {
      type: 'element',
      tagName: 'span',
      properties: { className },
      children: [{ type: 'text', value }],
    };
  });
}
