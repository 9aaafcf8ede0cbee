import type { ApiName } from './api-name.ts';

/** How many requests an API accepts, and how many of them this product uses. */
export interface RequestBudget {
  /** Requests per minute by which the bucket refills. Absent: by its size, which responses report. */
  readonly refill?: number;
  /** The size of the bucket until the first response reports it. */
  readonly size: number;
  /** The share of the bucket and of its refill that this product uses, above 0 and at most 1. */
  readonly share: number;
}

/** Documented for DataStream 1 and 2: 20 requests a minute for each API client. */
const OWN: RequestBudget = { size: 20, share: 1 };

/**
 * Property Manager: 100 requests a minute, and a burst that refills by the same number. All API clients of the account
 * share them, and so do people in Control Center, who get the other half. Source: techdocs, rate and resource limiting.
 */
const SHARED: RequestBudget = { refill: 100, size: 100, share: 0.5 };

/** Returns the request budget of an API. */
export function budgetOf(api: ApiName): RequestBudget {
  return api === 'PropertyManager' ? SHARED : OWN;
}
