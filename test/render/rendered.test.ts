import type { Element, Root } from 'hast';
import { sanitize } from 'hast-util-sanitize';
import { toHtml } from 'hast-util-to-html';
import { describe, expect, it } from 'vitest';
import { GOLDEN_PAGES } from './golden-pages.ts';
import { elements, madeOf, running, textOf, within } from './page-parts.ts';

const pages = GOLDEN_PAGES.map((golden) => [golden.name, golden] as const);

/** Headings of the product. Anything else on a page comes from data. */
const OURS = new Set(
  'a br code details div em h3 h4 hr li p pre span strong sub summary table tbody td th thead tr ul'.split(
    ' ',
  ),
);
const HEADINGS = new Set([
  'Credentials',
  'Akamai',
  'This machine',
  'GitHub',
  'Contradicted',
  'Confirmed',
  'Not observable here',
  'Also re-activated: other streams of the same properties',
  'Approved rotations that need no new version',
  'Omitted fields',
  'In transition',
  'Merged, but not applied',
  'Merged, not applied yet',
  'Different from the manifests',
  'Do not run terraform apply before these leave the state',
  'Do not run tofu apply before these leave the state',
  'Must stay in OpenTofu for now',
  'Must stay in Terraform for now',
  'Secrets',
  'Not written',
  'Manifests',
  'Also used by other streams',
  'Not imported',
  'Not migrated',
  'Not returned by the API',
  'Unknown destination types',
  'Unknown members',
  'Properties are not checked',
  'Refused',
  'Secrets still to be set',
  'Steps that wait for secrets',
  'Approved steps that wait for a person',
  'Stopped: nothing was written to these',
  'Streams that did not reach their expected state',
  'Streams whose logs do not arrive',
  'To fix manually',
  'To know',
  'Waits and locks',
  'Warnings',
  'When the apply ended',
  'Next steps, in this order',
  'What to do',
]);
const TITLE =
  /^DataStream (assumptions|apply|doctor|delivery|import|init|migrate|plan|rotate|status|validate): /;

const tagsOf = (page: Root) => [...new Set(elements(page).map(({ tagName }) => tagName))];
const alertOf = (page: Root) => elements(page, 'div');
const firstOf = (element: Element) => element.children.find((child) => child.type === 'element');

describe.each(pages)('%s on GitHub', (name, { markdown, html, page, tables }) => {
  it('contains only our elements, and loses none to the allow-list', () => {
    expect(tagsOf(page).filter((tag) => !OURS.has(tag))).toEqual([]);
    expect(toHtml(sanitize(html))).toBe(toHtml(html).replaceAll('<!-- -->', ''));
    expect(running(page).join('\n')).not.toMatch(/<\/?(strong|code|span|br)\b/);
  });

  it('breaks each line once: a comment keeps the line breaks of its source in addition to those of tags', () => {
    expect(markdown).not.toMatch(/<br>\n|\n *<br>/);
  });

  it('starts with one alert, in which every sentence is complete', () => {
    const [alert, ...others] = alertOf(page);
    expect(others).toEqual([]);
    const [title, ...sentences] = alert ? elements(alert, 'p').map(textOf) : [];
    expect(title).toMatch(/^(Note|Tip|Warning|Caution)$/);
    expect(sentences.length).toBeGreaterThan(0);
    for (const sentence of sentences) expect(sentence).toMatch(/^\S.*[.:)]$/);
    expect(running(page).join('\n')).not.toContain('[!');
  });

  it('has tables with complete rows, and no row outside a table', () => {
    for (const [head, ...rows] of tables) expect(rows).toEqual(rows.map(() => head));
    expect(tables.length).toBe(elements(page, 'table').length);
    for (const paragraph of elements(page, 'p')) expect(running(paragraph)[0] ?? '').not.toMatch(/^\s*\|/);
  });

  it('folds details as blocks, and closes them before what follows', () => {
    const details = [...within(page)].filter(
      ({ node }) => node.type === 'element' && node.tagName === 'details',
    );
    expect(details.length).toBe(markdown.split(/^ *<details/m).length - 1);
    for (const { node, around } of details) {
      const parent = around.at(-1);
      expect(parent?.type === 'element' ? parent.tagName : 'root').toMatch(/^(root|li)$/);
      if (node.type !== 'element') continue;
      expect(firstOf(node)?.tagName).toBe('summary');
      expect(elements(node, 'h3', 'h4', 'table', 'div')).toEqual([]);
      expect(node.children.filter((child) => child.type === 'element').length).toBeGreaterThan(1);
      expect(node.children.filter((child) => child.type === 'text').map(textOf)).toEqual([]);
    }
  });

  it('shows fenced code as code, and no fence as text', () => {
    const fences = [...markdown.matchAll(/^ *(`{3,})(diff|text|sh|json|hcl)$/gm)];
    expect(elements(page, 'pre').map((pre) => firstOf(pre)?.properties['className'])).toEqual(
      fences.map(([, , language]) => [`language-${language}`]),
    );
  });

  it('links only runs, commits and manifests of the repository', () => {
    for (const link of elements(page, 'a'))
      expect(link.properties['href']).toMatch(
        /^https:\/\/github\.com\/acme\/logs\/(actions\/runs\/\d+(#|$)|(blob|tree|commit)\/[0-9a-f]{40}(\/streams|$))/,
      );
  });

  it('mentions nobody, and refers only to pull requests that approved', () => {
    const isApproval = (found: string) => /^outcome-/.test(name) && /^(:| by| and by) #\d+/.test(found);
    expect(madeOf(page).filter((found) => !isApproval(found))).toEqual([]);
  });

  it('has only our headings, and at most one title', () => {
    const [titles, headings] = [elements(page, 'h3').map(textOf), elements(page, 'h4').map(textOf)];
    expect(titles.filter((title) => !TITLE.test(title))).toEqual([]);
    expect(titles.length).toBe(/^(plan-comment|outcome|drift|delivery)-/.test(name) ? 0 : 1);
    expect(headings.filter((heading) => !HEADINGS.has(heading))).toEqual([]);
    expect(new Set(headings).size).toBe(headings.length);
  });
});
