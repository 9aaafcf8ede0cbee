import type { ChangeOptions } from './options.ts';

/** Safety limits that a run may raise. */
export const LIMIT_KINDS = ['live', 'deactivate', 'delete', 'remove'] as const;

/** `live=12,delete=2` → limits for one run; nothing where it cannot be read. */
export function readAllowances(text: string): ChangeOptions['allow'] | undefined {
  const limits: Partial<Record<(typeof LIMIT_KINDS)[number], number>> = {};
  for (const part of text.split(',')) {
    const [, name, number] = /^([a-z]+)=(\d{1,6})$/.exec(part.trim()) ?? [];
    const kind = LIMIT_KINDS.find((limit) => limit === name);
    if (!kind) return undefined;
    limits[kind] = Number(number);
  }
  return limits;
}
