import fc from 'fast-check';
import { expect } from 'vitest';
import { HOSTILE } from './hostile.ts';

/* Checks that apply to every comment. */

/** The number of characters in a comment as GitHub counts them. */
export const COMMENT = 65_536;

export const bytes = (text: string) => Buffer.byteLength(text);

/** The source text without the content of code fences, which cannot leave them. */
function bare(markdown: string): string {
  return markdown.replace(/^( *)(`{3,})\w+\n[\s\S]*?\n\1\2$/gm, 'FENCE');
}

/** The tags in it that are not on the short list of ours. */
function strangeTags(markdown: string): readonly string[] {
  const tags = [...bare(markdown).matchAll(/<[^>]*>?/g)].map(([tag]) => tag);
  return tags.filter(
    (tag) => !/^<(\/?(code|strong|span|sub|details|summary)|details open|br|!-- --)>$/.test(tag),
  );
}

export function isWhole(markdown: string): void {
  const text = bare(markdown);
  expect(text.split('<details').length).toBe(text.split('</details>').length);
  expect(strangeTags(markdown)).toEqual([]);
  expect(text).not.toMatch(/@\w/);
  expect(markdown).not.toContain('<!-- datastream');
}

/** Names that users may choose. */
export const name = fc.oneof(
  fc.constantFrom(...HOSTILE, '<!-- datastream-gitops:v1 e30 -->', '#1', ':x:', 'http://x.example'),
  fc.string({ minLength: 1, maxLength: 80 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }),
);
