import { describe, expect, it } from 'vitest';
import { SEEDED_OBJECTS } from '../../src/simulator/seed/account.ts';
import type { AccountState } from '../../src/simulator/state/account-state.ts';
import { emptyAccount } from '../../src/simulator/state/account-state.ts';
import { DEFAULT_SETTINGS } from '../../src/simulator/state/settings.ts';
import { conversation } from './conversation.ts';
import { propertyId, secondStream, secondText } from './rate-streams.ts';

const STREAMS = 1000;
/** The vendor's rate limit: this many requests at once, then one after every interval (milliseconds). */
const { burst, refill } = DEFAULT_SETTINGS.rate;

function account(): AccountState {
  const [like] = SEEDED_OBJECTS.properties;
  const indexes = Array.from({ length: STREAMS }, (_, index) => index);
  const properties = like
    ? indexes.map((index) => ({ ...like, propertyId: propertyId(index), propertyName: `p${index}` }))
    : [];
  return { ...emptyAccount({ ...SEEDED_OBJECTS, properties }), streams: indexes.map(secondStream) };
}

describe('a cold plan of 1,000 streams at the documented rate', () => {
  it('gets no 429, sends one request for each stream and one for the list, and is empty', async () => {
    const run = conversation(account());
    const began = run.now();
    const { items } = await run.plan(...Array.from({ length: STREAMS }, (_, index) => secondText(index)));
    const statuses = new Set(run.exchanges.map(({ status }) => status));
    expect([...statuses]).toEqual([200]);
    expect(run.exchanges).toHaveLength(STREAMS + 1);
    expect(items.filter(({ action }) => action !== 'none')).toEqual([]);
    const ideal = (run.exchanges.length - burst) * refill;
    expect(run.now() - began).toBeGreaterThanOrEqual(ideal);
    expect(run.now() - began).toBeLessThanOrEqual(ideal * 1.02);
  });
});
