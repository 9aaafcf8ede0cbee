import type { AddedPersonalData } from '../../model/plan-item.ts';
import { quoted } from '../text/quoted-name.ts';
import { listing, some } from '../text/words.ts';

/** The most receivers of the same fields that are named. */
const MOST_RECEIVERS = 5;

/** Returns which fields go where: `Cookie to "Amazon S3 (bucket logs)"`. Receivers of the same fields are named together. */
export function personalDataText(personalData: readonly AddedPersonalData[]): string {
  const byFields = new Map<string, string[]>();
  for (const { stream, receiver, fields } of personalData) {
    const names = listing(fields.map(({ name }) => quoted(name)));
    const to = stream === undefined ? quoted(receiver) : `${quoted(receiver)} (stream ${quoted(stream)})`;
    byFields.set(names, [...(byFields.get(names) ?? []), to]);
  }
  return [...byFields]
    .map(([names, receivers]) => `${names} to ${listing(some(receivers, MOST_RECEIVERS))}`)
    .join('; ');
}
