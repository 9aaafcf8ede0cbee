import type { Warning } from '../../model/plan.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { referenceText } from '../../model/secret.ts';
import type { SecretUse } from '../credentials/secret-uses.ts';
import { isSameMember, isSameUse, type SecretIndex } from '../credentials/shared-secrets.ts';
import { takes } from './steps.ts';

/**
 * Returns a warning for each reference that a change under review replaces, adds or removes in an existing manifest.
 * The account cannot show this, since the API never returns secrets. Without the warning, a later unrelated update
 * would send another secret unnoticed.
 */
export function changedReferences(item: PlanItem, index: SecretIndex): readonly Warning[] {
  const before = index.usesBefore(item.name);
  if (before === undefined || before === 'added' || item.desired?.state === 'absent') return [];
  return index
    .usesOf(item.name)
    .filter((use) => !before.some((one) => isSameUse(one, use)))
    .map((use) => ({
      code: 'reference-changed',
      message: [sentence(item, use, before), ...shared(use, index)].join('; '),
      name: item.name,
    }));
}

function sentence(item: PlanItem, use: SecretUse, before: readonly SecretUse[]): string {
  const old = before.find((one) => isSameMember(one, use));
  const to = referenceText(use.reference);
  const change = old ? `reference ${oldText(old, use)} → ${to}` : `new reference ${to}`;
  return `${pathOf(use)}: ${change}, sent with ${sending(item)}`;
}

/** Equal paths refer to two different files if the manifest was moved to another folder. */
function oldText(old: SecretUse, use: SecretUse): string {
  const text = referenceText(old.reference);
  return text === referenceText(use.reference) ? old.identity : text;
}

function sending({ steps }: PlanItem): string {
  return takes(steps, 'create', 'update') ? 'this change' : 'the next update';
}

function pathOf({ place, member }: SecretUse): string {
  return [...place.slice(1), member.replaceAll('/', '.')].join('.');
}

function shared(use: SecretUse, index: SecretIndex): readonly string[] {
  const names = [...new Set(index.elsewhere(use).map(({ name }) => JSON.stringify(name)))].sort();
  if (names.length === 0) return [];
  return [
    `${names.slice(0, 5).join(', ')} ${names.length === 1 ? 'sends' : 'send'} the same secret to another host`,
  ];
}
