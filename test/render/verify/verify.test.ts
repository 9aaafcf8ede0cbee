import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeliveryItem } from '../../../src/model/delivery.ts';
import { sparkline } from '../../../src/render/verify/sparkline.ts';
import { renderVerify } from '../../../src/render/verify/verify.ts';
import { hostileStream } from '../delivery-fixtures.ts';
import { HOSTILE } from '../hostile.ts';
import { NOW } from '../run-fixtures.ts';

const LABEL = String.raw`[a-z_]+="(?:[^"\\\n]|\\["\\])*"`;
const SAMPLE = new RegExp(`^datastream_[a-z_]+\\{${LABEL}(?:,${LABEL})*\\} [0-9.e-]+$`);
const COMMENT = /^# (?:HELP datastream_[a-z_]+ .+|TYPE datastream_[a-z_]+ gauge)$/;

function rendered(items: readonly DeliveryItem[], format: 'terminal' | 'prometheus'): string {
  const report = { formatVersion: 1, target: 'simulator', requests: 1, items } as const;
  return renderVerify(report, { format, color: false, width: 80, now: NOW });
}

describe('the text for Prometheus', () => {
  const expectValid = (name: string) => {
    const lines = rendered([hostileStream(name)], 'prometheus').split('\n');
    expect(lines.pop()).toBe('');
    for (const line of lines) expect(line).toMatch(line.startsWith('#') ? COMMENT : SAMPLE);
  };

  it.each(HOSTILE)('has one line for each sample, whatever the name is: %j', expectValid);

  it('has valid lines for any name', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 20 }), expectValid));
  });

  it('names each family once, before its samples', () => {
    const lines = rendered([hostileStream('a'), hostileStream('b')], 'prometheus').split('\n');
    const families = lines.filter((line) => line.startsWith('# TYPE')).map((line) => line.split(' ')[2]);
    expect(new Set(families).size).toBe(families.length);
    const samples = lines.filter((line) => SAMPLE.test(line)).map((line) => line.split('{')[0]);
    expect([...new Set(samples)]).toEqual(families);
  });
});

describe('a sparkline', () => {
  it.each([
    ['nothing', [0, 0, 0], '...'],
    ['little and much', [1, 0, 1000], '▁.█'],
    ['equal amounts', [7, 7], '██'],
    ['more amounts than columns', [1, 1, 2, 2, 4, 4, 8, 8], '▁▂▄█'],
    ['a number of amounts that is no multiple', [1, 1, 1, 1, 1], '███'],
    ['no amounts', [], ''],
  ])('of %s', (_, amounts, bars) => {
    expect(sparkline(amounts, 4)).toBe(bars);
  });
});

describe('the loss', () => {
  it.each([
    [0, '0 %'],
    [0.5, '50 %'],
    [0.123, '12.3 %'],
    [0.0001, '<0.1 %'],
    [0.99999, '>99.9 %'],
    [1, '100 %'],
  ])('%d is %s', (loss, text) => {
    expect(rendered([{ ...hostileStream('web'), loss }], 'terminal')).toContain(` ${text} `);
  });
});
