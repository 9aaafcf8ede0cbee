import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EFFECTS } from '../../../src/model/plan.ts';

import { effectSentence } from '../../../src/render/plan/effects.ts';
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

/** The escape sequences of colours, and no others. */
const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]+m`, 'g');

/** One stream in every place where others choose the text. */
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
      warnings: [{ code: 'x', name: text, message: text }],
      refusals: [{ code: 'ambiguous', message: text, names: [] }],
    },
  );
}

/** What a reader of Markdown would see as structure: tags, block marks, cells. Fences and code spans are taken out. */
function structure(markdown: string): readonly string[] {
  const bare = markdown.replace(/^(`{3,})diff\n[\s\S]*?\n\1$/gm, 'FENCE').replace(/`[^`\n]*`/g, 'CODE');
  return bare.split('\n').map((line) => {
    const marks = /^(#+ |> |- |\| )?/.exec(line)?.[0] ?? '';
    const tags = [...line.matchAll(/<(?!!--)\/?[a-z]+[^>]*>/g)].map(([tag]) => tag);
    return `${marks}${tags.filter((tag) => !/^<\/?(code|span)>$/.test(tag)).join('')}${line.split('|').length}`;
  });
}

/** Text as GitHub sees it when it looks for mentions and references: entities are characters again. */
function read(markdown: string): string {
  return markdown.replace(/&#(\d+);/g, (_all, digits: string) => String.fromCodePoint(Number(digits)));
}

describe('hostile text', () => {
  it.each(HOSTILE)('changes nothing in the structure of a comment: %j', (text) => {
    expect(structure(renderPlan(planAbout(text), MARKDOWN))).toEqual(
      structure(renderPlan(planAbout('harmless'), MARKDOWN)),
    );
  });

  it('changes nothing in the structure of a comment, whatever it is', () => {
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

  it.each(HOSTILE)('is no mention, link, reference, emoji or formula outside code: %j', (text) => {
    for (const shown of [prose(text), sentence(text).replace(/`[^`]*`|<code>.*?<\/code>/g, '')]) {
      expect(read(shown)).not.toMatch(/@\w|#\d|:\w+:|:\/\/|www\.|GH-|\$\w/);
      expect(shown.replaceAll('<!-- -->', '').replace(/<\/?(span|code)>/g, '')).not.toMatch(/[<>|`*\n]/);
    }
  });

  it.each(HOSTILE)('leaves a code element only through its end: %j', (text) => {
    expect(htmlCode(text).slice('<code>'.length, -'</code>'.length).replaceAll('<!-- -->', '')).not.toMatch(
      /[<>|`@\n]/,
    );
    expect(code(text)).toMatch(/^(`[^`|\n]+`|<code>.*<\/code>)$/);
  });

  it('cannot close a fence', () => {
    const lines = fenced('diff', ['```', '`````', 'x']).split('\n');
    expect(lines[0]).toBe('``````diff');
    expect(lines.at(-1)).toBe('``````');
  });

  it('never reaches a terminal as a control character, nor beyond its width', () => {
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

  it('finds none in a saved plan, whose values stay the same', () => {
    const plan = planAbout('##vso[task.complete]');
    expect(planFileText(plan)).not.toContain('##vso[');
    expect(JSON.parse(planFileText(plan))).toEqual(plan);
  });
});

describe('credentials', () => {
  it('appear in no face, nor do digests of sealed values', () => {
    for (const options of FORMATS) {
      const drawn = renderPlan(EVERY_ACTION, options);
      expect(drawn).not.toMatch(/literal-credential|\$sealed|ab12|cd34/);
    }
  });

  it('stay in a saved plan, which apply needs whole', () => {
    expect(JSON.parse(planFileText(EVERY_ACTION))).toEqual(EVERY_ACTION);
  });
});

describe('a comment with a limit', () => {
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
    refusals: [{ code: 'safety-limit', message: 'the way out', names: [] }],
  });

  it.each([1000, 4000, 20_000, 65_536])('fits into %i characters and closes what it opens', (maxLength) => {
    const drawn = renderPlan(plan, { ...MARKDOWN, maxLength });
    expect(drawn.length).toBeLessThanOrEqual(maxLength);
    expect(drawn.split('<details').length).toBe(drawn.split('</details>').length);
    expect((drawn.match(/^```/gm) ?? []).length % 2).toBe(0);
    expect(drawn).toMatch(/_Cut to fit: .*\d+ details of streams/);
  });

  it('keeps the headline and the way out before any detail', () => {
    const drawn = renderPlan(plan, { ...MARKDOWN, maxLength: 2000 });
    expect(drawn).toContain('Refused (safety limit): apply would write nothing');
    expect(drawn).toContain('the way out');
  });

  it('is whole and says nothing of a cut where it fits', () => {
    expect(renderPlan(plan, { ...MARKDOWN, maxLength: 1_000_000 })).toBe(renderPlan(plan, MARKDOWN));
  });
});

describe('a plan in a terminal', () => {
  it('is no longer for unchanged streams', () => {
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
  it('never speaks of an hour without saying how long it takes here', () => {
    const drawn = renderPlan(planOf(EVERY_ACTION.items, { target: 'simulator' }), {
      ...TERMINAL,
      width: 400,
    });
    expect(drawn).toContain('10 seconds here, about 60–90 minutes at Akamai');
    expect(drawn.replaceAll('10 seconds here, about 60–90 minutes', '')).not.toContain('60–90');
  });
});

describe('words about the product', () => {
  it('say something about every effect, and every effect has a golden file', () => {
    for (const effect of EFFECTS)
      expect(effectSentence(effect, item('x'), 'an hour')).toMatch(/^[a-zA-Z].*\.$/);
    expect([...SHOWN_EFFECTS].sort()).toEqual([...EFFECTS].sort());
  });
});
