import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EFFECTS, PROPERTY_EFFECTS, STREAM_EFFECTS } from '../../../src/model/effect.ts';

import { effectViews } from '../../../src/render/plan/effects.ts';
import { planFileText } from '../../../src/render/plan/json.ts';
import { renderPlan } from '../../../src/render/plan/plan.ts';
import { displayWidth } from '../../../src/render/text/display-width.ts';
import { code, fenced, htmlCode, prose, sentence } from '../../../src/render/text/markdown-escape.ts';
import type { RenderOptions } from '../../../src/render/text/options.ts';
import { runs } from '../../soak.ts';
import { AGENT_COMMANDS, HOSTILE } from '../hostile.ts';
import { item, planOf } from '../plan-builders.ts';
import { EVERY_ACTION, SHOWN_EFFECTS } from '../plan-fixtures.ts';

const TERMINAL: RenderOptions = { format: 'terminal', color: false, width: 80 };
const MARKDOWN: RenderOptions = { format: 'markdown', color: false, width: 80 };
const FORMATS: readonly RenderOptions[] = [
  TERMINAL,
  { ...TERMINAL, color: true },
  MARKDOWN,
  { format: 'json', color: false, width: 80 },
];

/** The escape sequences of colors, and no others. */
const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]+m`, 'g');

/** One stream with the given string in every member that users choose. */
function planAbout(text: string) {
  return planOf(
    [
      item(text, {
        action: 'update',
        streamId: 1,
        baseVersion: 1,
        status: text,
        modifiedBy: text,
        changes: [{ path: '/destination/displayName', before: 'a', after: text }],
        effects: ['goes-live', 'fields-removed'],
        steps: [{ do: 'update', activate: true }],
      }),
      item(text, { action: 'blocked', reason: text }),
    ],
    {
      target: text,
      orphans: [{ kind: 'DataStream2', logType: 'cdn', streamId: 1, name: text, status: text }],
      warnings: [{ code: 'unusable-row', name: text, message: text }],
      refusals: [{ code: 'ambiguous', message: text, names: [] }],
    },
  );
}

/**
 * The structure that a reader of Markdown would see: tags, block marks, cells. Code fences and code spans are
 * removed.
 */
function structure(markdown: string): readonly string[] {
  const bare = markdown.replace(/^(`{3,})diff\n[\s\S]*?\n\1$/gm, 'FENCE').replace(/`[^`\n]*`/g, 'CODE');
  return bare.split('\n').map((line) => {
    const marks = /^(#+ |> |- |\| )?/.exec(line)?.[0] ?? '';
    const tags = [...line.matchAll(/<(?!!--)\/?[a-z]+[^>]*>/g)].map(([tag]) => tag);
    return `${marks}${tags.filter((tag) => !/^<\/?(code|span)>$/.test(tag)).join('')}${line.split('|').length}`;
  });
}

/** Text as GitHub scans it for mentions and references, with entities replaced by characters. */
function read(markdown: string): string {
  return markdown.replace(/&#(\d+);/g, (_all, digits: string) => String.fromCodePoint(Number(digits)));
}

describe('a hostile string', () => {
  it.each(HOSTILE)('does not change the structure of a comment: %j', (text) => {
    expect(structure(renderPlan(planAbout(text), MARKDOWN))).toEqual(
      structure(renderPlan(planAbout('harmless'), MARKDOWN)),
    );
  });

  it('does not change the structure of a comment, for any string', () => {
    const mark = fc.constantFrom(
      '`',
      '|',
      '\\',
      '<',
      '>',
      '&',
      '*',
      '_',
      '[',
      ']',
      '(',
      '@',
      '#',
      ':',
      '~',
      '-',
      '!',
      '\n',
    );
    const text = fc.string({
      unit: fc.oneof(mark, fc.constantFrom('a', ' ', '1', '.')),
      minLength: 1,
      maxLength: 30,
    });
    const harmless = structure(renderPlan(planAbout('harmless'), MARKDOWN));
    fc.assert(
      fc.property(text, (t) => {
        expect(structure(renderPlan(planAbout(t), MARKDOWN))).toEqual(harmless);
      }),
    );
  });

  it.each(HOSTILE)('creates no mention, link, reference, emoji or formula outside code: %j', (text) => {
    for (const shown of [prose(text), sentence(text).replace(/`[^`]*`|<code>.*?<\/code>/g, '')]) {
      expect(read(shown)).not.toMatch(/@\w|#\d|:\w+:|:\/\/|www\.|GH-|\$\w/);
      expect(shown.replaceAll('<!-- -->', '').replace(/<\/?(span|code)>/g, '')).not.toMatch(/[<>|`*\n]/);
    }
  });

  it.each(HOSTILE)('cannot leave its code element: %j', (text) => {
    expect(htmlCode(text).slice('<code>'.length, -'</code>'.length).replaceAll('<!-- -->', '')).not.toMatch(
      /[<>|`@\n]/,
    );
    expect(code(text)).toMatch(/^(`[^`|\n]+`|<code>.*<\/code>)$/);
  });

  it('cannot close a code fence', () => {
    const lines = fenced('diff', ['```', '`````', 'x']).split('\n');
    expect(lines[0]).toBe('``````diff');
    expect(lines.at(-1)).toBe('``````');
  });

  it('never reaches a terminal as a control character, nor exceeds its width', () => {
    const text = fc.oneof(
      fc.constantFrom(...HOSTILE, ...AGENT_COMMANDS),
      fc.string({ unit: 'binary', minLength: 1 }),
    );
    fc.assert(
      fc.property(text, fc.integer({ min: 40, max: 120 }), fc.boolean(), (t, width, color) => {
        const drawn = renderPlan(planAbout(t), { format: 'terminal', color, width });
        const plain = color ? drawn.replace(COLOURS, '') : drawn;
        expect(plain.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e]/u);
        for (const line of plain.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe('a build agent', () => {
  const commands = fc
    .array(
      fc.constantFrom('::', '##[', '##vso[', '##VSO[', '##teamcity[', '#', ' ', 'word', '\n', 'x::y', ']'),
      {
        minLength: 1,
        maxLength: 20,
      },
    )
    .map((parts) => parts.join(''));
  const text = fc.oneof(fc.constantFrom(...AGENT_COMMANDS), commands);

  it.each(FORMATS)('finds no command in a plan as $format', (options) => {
    fc.assert(
      fc.property(text, fc.integer({ min: 40, max: 120 }), (t, width) => {
        const drawn = renderPlan(planAbout(t), { ...options, width }).replace(COLOURS, '');
        expect(drawn).not.toMatch(/^\s*::|##[a-z]*\[/im);
      }),
      { numRuns: runs(50) },
    );
  });

  it('finds no command in a saved plan, whose values do not change', () => {
    const plan = planAbout('##vso[task.complete]');
    expect(planFileText(plan)).not.toContain('##vso[');
    expect(JSON.parse(planFileText(plan))).toEqual(plan);
  });
});

describe('credentials', () => {
  it('appear in no output format, nor do digests of sealed values', () => {
    for (const options of FORMATS) {
      const drawn = renderPlan(EVERY_ACTION, options);
      expect(drawn).not.toMatch(/literal-credential|\$sealed|ab12|cd34/);
    }
  });

  it('are kept in a saved plan, which apply needs in full', () => {
    expect(JSON.parse(planFileText(EVERY_ACTION))).toEqual(EVERY_ACTION);
  });
});

describe('a comment with a size limit', () => {
  const streams = Array.from({ length: 200 }, (_, i) =>
    item(`stream-${i}`, {
      action: 'update',
      streamId: i,
      baseVersion: 1,
      status: 'ACTIVATED',
      changes: [{ path: '/destination/path', before: 'a'.repeat(i), after: `${'a'.repeat(i)}b` }],
      effects: ['goes-live'],
      steps: [{ do: 'update', activate: true }],
    }),
  );
  const plan = planOf(streams, {
    applyable: false,
    refusals: [{ code: 'safety-limit', message: 'the fix', names: [] }],
  });

  it.each([1000, 4000, 20_000, 65_536])('fits into %i characters and closes all open markup', (maxLength) => {
    const drawn = renderPlan(plan, { ...MARKDOWN, maxLength });
    expect(drawn.length).toBeLessThanOrEqual(maxLength);
    expect(drawn.split('<details').length).toBe(drawn.split('</details>').length);
    expect((drawn.match(/^```/gm) ?? []).length % 2).toBe(0);
    expect(drawn).toMatch(/_Cut to fit: .*\d+ details of streams/);
  });

  it('keeps the headline and the fix, and drops details first', () => {
    const drawn = renderPlan(plan, { ...MARKDOWN, maxLength: 2000 });
    expect(drawn).toContain('Refused (safety limit): apply would write nothing');
    expect(drawn).toContain('the fix');
  });

  it('is complete and mentions no truncation if it fits', () => {
    expect(renderPlan(plan, { ...MARKDOWN, maxLength: 1_000_000 })).toBe(renderPlan(plan, MARKDOWN));
  });
});

describe('a plan on a terminal', () => {
  it('is not longer with unchanged streams', () => {
    const many = Array.from({ length: 1000 }, (_, i) => item(`s${i}`, { streamId: i, status: 'ACTIVATED' }));
    expect(renderPlan(planOf(many), TERMINAL).split('\n').length).toBeLessThan(10);
  });

  it('names the saved file and the simulator in the next command', () => {
    const plan = planOf(EVERY_ACTION.items, { target: 'simulator' });
    expect(renderPlan(plan, { ...TERMINAL, width: 120, planFile: 'p.json' })).toContain(
      '`datastream apply --plan p.json --simulator`',
    );
  });
});

describe('a plan for the simulator', () => {
  it('mentions no hour without the duration in the simulator', () => {
    const drawn = renderPlan(planOf(EVERY_ACTION.items, { target: 'simulator' }), {
      ...TERMINAL,
      width: 400,
    });
    expect(drawn).toContain('10 seconds here, about 60–90 minutes at Akamai');
    expect(drawn.replaceAll('10 seconds here, about 60–90 minutes', '')).not.toContain('60–90');
  });
});

describe('descriptions of effects', () => {
  it('exist for every effect, and every effect has a golden file', () => {
    const items = [
      item('x', { effects: STREAM_EFFECTS }),
      item('PropertyLogging/x/y', { kind: 'PropertyLogging', effects: PROPERTY_EFFECTS }),
    ];
    for (const { sentence } of items.flatMap((one) => effectViews(one, 'an hour')))
      expect(sentence).toMatch(/^[a-zA-Z].*\.$/);
    expect([...SHOWN_EFFECTS].sort()).toEqual([...EFFECTS].sort());
  });
});
