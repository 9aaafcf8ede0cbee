import { describe, expect, test } from 'vitest';
import { errorOf } from '../account.ts';
import { PropertyAccount } from './property-account.ts';
import { adds } from './property-plan.ts';

const NAME = 'PropertyLogging/test/1';

describe('a change of a property', () => {
  test('is saved, activated on staging and on production, and then nothing is left', async () => {
    const account = new PropertyAccount();
    const { outcome, requests } = await account.apply([adds([7050])], { wait: 3_600_000 });
    expect(errorOf(outcome, NAME)).toBe('');
    expect(outcome.outcome).toBe('converged');
    expect(requests.filter((one) => !one.startsWith('GET'))).toEqual([
      'POST /properties/1/versions',
      'PATCH /properties/1/versions/2/rules (dry run)',
      'PATCH /properties/1/versions/2/rules',
      'POST /properties/1/activations',
      'POST /properties/1/activations',
    ]);
    expect(account.active()).toBe('staging 2, production 2');
    expect(outcome.items[0]).toMatchObject({
      propertyId: 1,
      version: 2,
      status: 'ACTIVE_PRODUCTION',
      undo: { version: 1, network: 'PRODUCTION' },
    });
    expect((await account.plan([adds([7050])])).items[0]?.steps).toEqual([]);
  });
});
