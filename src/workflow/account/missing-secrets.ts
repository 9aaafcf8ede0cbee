import { missingSecrets } from '../../apply/execute/check-secrets.ts';
import type { SecretSource } from '../../apply/secrets/resolve.ts';
import type { Plan } from '../../model/plan.ts';
import { type Identity, identityOf } from '../../model/resource-key.ts';
import { referenceText } from '../../model/secret.ts';

/** A stream and the references of its manifest that have no value: `env NAME`. */
export interface WithoutSecrets extends Identity {
  readonly references: readonly string[];
}

/**
 * The streams whose steps lack secrets. Such a step would fail permanently. If it is not tried, it is taken
 * as soon as its secrets exist.
 */
export async function lackingSecrets(plan: Plan, secrets: SecretSource): Promise<readonly WithoutSecrets[]> {
  const lacking: WithoutSecrets[] = [];
  for (const item of plan.items) {
    const asked = new Set<string>();
    const noting: SecretSource = {
      ...secrets,
      value: async (reference, folder) => {
        const text = referenceText(reference);
        asked.add(text);
        const value = await secrets.value(reference, folder);
        asked.delete(text);
        return value;
      },
    };
    const missing = await missingSecrets({ items: [item] }, noting);
    if (missing.length > 0) lacking.push({ ...identityOf(item), references: [...asked] });
  }
  return lacking;
}
