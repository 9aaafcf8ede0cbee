import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderPlan } from '../../../src/render/plan/plan.ts';
import { renderPlanComment } from '../../../src/render/plan-comment/plan-comment.ts';
import { visible } from '../../../src/render/text/escape-control.ts';
import { sentence } from '../../../src/render/text/markdown-escape.ts';
import { quoted, spoken } from '../../../src/render/text/quoted-name.ts';
import { runs } from '../../soak.ts';
import { githubPage } from '../github-page.ts';
import { HOSTILE } from '../hostile.ts';
import { elements, running, textOf } from '../page-parts.ts';
import { planOf } from '../plan-builders.ts';
import { viewOf } from '../plan-comment-fixtures.ts';
import { blocked, deactivate, update } from '../plan-items.ts';

const TERMINAL = { format: 'terminal', color: false, width: 200 } as const;

/**
 * One stream that is stopped, one to review carefully and one that is blocked: a headline that names each.
 */
const about = (name: string) => planOf([deactivate, update, blocked].map((one) => ({ ...one, name })));

const headline = (name: string) => {
  const page = githubPage(renderPlanComment(viewOf(about(name)), 1_000_000).text);
  const [alert] = elements(page, 'div');
  if (alert === undefined) throw new Error('bug: a plan comment without a headline');
  return alert;
};
const words = (name: string) => running(headline(name)).join('…');

const short = fc.string({
  unit: fc.constantFrom('`', '"', ' ', 'a', ')', '\n', '|'),
  minLength: 1,
  maxLength: 12,
});

describe('a name in a sentence', () => {
  it.each(['`', 'it`s', '``', 'x), and all is well (', 'deadbeef1', ...HOSTILE])(
    'is code on GitHub and turns none of our text into code: %j',
    (name) => {
      expect(words(name)).toBe(words('harmless'));
      if (name.length > 60) return;
      for (const code of elements(headline(name), 'code')) expect(textOf(code)).toBe(visible(name));
    },
  );

  it('is code on GitHub, for any name', () => {
    fc.assert(
      fc.property(short, (name) => {
        expect(words(name)).toBe(words('harmless'));
      }),
      { numRuns: runs(60) },
    );
  });

  it('does not change code of ours next to it', () => {
    expect(sentence(`run \`plan\` for ${quoted('a`b')} or \`apply\``)).toBe(
      'run `plan` for <code>a&#96;b</code> or `apply`',
    );
  });

  it.each([
    ['web-access-logs', 'web-access-logs'],
    ['日本語', '日本語'],
    ['jdoe@example.com', 'jdoe@example.com'],
    ['x), and all is well (', '"x), and all is well ("'],
    ['a" and "b', '"a\\" and \\"b"'],
    ['two\nlines', '"two\\u000alines"'],
    ['', '""'],
  ])('has visible boundaries on a terminal, without quotes only if it is unambiguous: %j', (name, shown) => {
    expect(spoken(`Stops ${quoted(name)}, then ends.`)).toBe(`Stops ${shown}, then ends.`);
  });

  it('shows no backtick on a terminal, and no markup', () => {
    const [head = ''] = renderPlan(about('plain-name'), TERMINAL).split('Plan:');
    expect(head).toContain('stops logs on 1 stream (plain-name)');
    expect(head).not.toMatch(/`|u0002|u0003/);
  });

  it('cannot be closed from inside, and text from users cannot open one', () => {
    expect(spoken(quoted('a\u0003b\u0002c'))).toBe('"a\\u0003b\\u0002c"');
    expect(spoken('said \u0002 and no more')).toBe('said \\u0002 and no more');
    expect(sentence('said \u0003 and no more')).toBe('said &#92;u0003 and no more');
  });
});
