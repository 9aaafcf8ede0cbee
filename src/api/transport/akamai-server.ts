import type { Environment } from '../../http/proxy.ts';
import type { SendLimits, Server } from '../../http/send.ts';
import type { Signer } from './edgegrid.ts';

/**
 * During a create or an update, the API first writes to the destination, so headers may take as long as the vendor's
 * own gateway allows (its 504 asks for two minutes). Bodies are small and arrive at once. The list of an account with
 * 1,000 streams of 100 properties each has about 10 MB.
 */
const LIMITS: SendLimits = {
  connect: 15_000,
  headers: 150_000,
  body: 30_000,
  overall: 200_000,
  size: 64 << 20,
};

/** Describes Akamai's API: every attempt is signed again, since a signature contains the time. */
export function akamaiServer(
  origin: string,
  sign: Signer,
  env: Environment,
  limits: Partial<SendLimits> = {},
): Server {
  return {
    origin,
    env,
    limits: { ...LIMITS, ...limits },
    headers: async ({ method }, url, body) => ({
      authorization: await sign({ method, url, ...(body ? { body } : {}) }),
      accept: 'application/json, application/problem+json',
      // Also on writes without a body, such as an activation.
      ...(method === 'POST' || method === 'PUT' ? { 'content-type': 'application/json' } : {}),
    }),
  };
}
