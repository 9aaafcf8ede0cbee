import type { Clock } from '../../model/clock.ts';
import { type AddressLookup, bareHost, fixedAddresses, isLoopbackAddress } from './loopback.ts';

/** An address and a port of this machine. */
interface LocalAddress {
  readonly address: string;
  readonly port: number;
}

export interface EndpointOptions {
  readonly clock: Clock;
  readonly lookup: AddressLookup;
  /** Where to connect to for a host name, instead of its own addresses and the port of the URL. */
  readonly resolve?: ReadonlyMap<string, LocalAddress>;
}

/** Which endpoints are on this machine. Uploads to all others are only counted. */
export interface Endpoints {
  /** Whether all addresses of a URL's host are loopback addresses. Undefined: they have not been looked up yet. */
  isLocal(url: URL): boolean | undefined;
  /** Looks up the hosts that `isLocal` was called for, if their addresses are unknown or old. It never rejects. */
  lookUp(): Promise<void>;
  /** Returns where to connect to. Without addresses, the endpoint is no longer on this machine. */
  targetOf(url: URL): { readonly addresses: readonly string[]; readonly port: number };
}

interface Known {
  addresses?: readonly string[] | undefined;
  /** When they were looked up, milliseconds of a monotonic clock. Infinity: they never change. */
  at: number;
}

/** How long addresses are used; milliseconds. */
const FRESH = 5 * 60_000;

/** Creates the endpoints without any address. */
export function createEndpoints({ clock, lookup, resolve = new Map() }: EndpointOptions): Endpoints {
  const hosts = new Map<string, Known>();
  let lookingUp: Promise<void> | undefined;

  const knownOf = (url: URL): Known => {
    const host = bareHost(url);
    const fixed = fixedAddresses(host);
    if (fixed) return { addresses: fixed, at: Number.POSITIVE_INFINITY };
    const known = hosts.get(host) ?? { at: Number.NEGATIVE_INFINITY };
    hosts.set(host, known);
    return known;
  };
  const localIn = ({ addresses = [] }: Known) => (addresses.every(isLoopbackAddress) ? addresses : []);

  /** One after the other: a lookup occupies one of the few threads of Node.js, which files and gzip need as well. */
  const lookUpOld = async () => {
    for (const [host, known] of hosts) {
      if (clock.monotonic() - known.at < FRESH) continue;
      known.at = clock.monotonic();
      known.addresses = await lookup(host);
    }
  };

  return {
    isLocal: (url) => {
      if (resolve.has(url.hostname)) return true;
      const known = knownOf(url);
      return known.addresses === undefined ? undefined : localIn(known).length > 0;
    },
    lookUp: () => {
      lookingUp ??= lookUpOld().finally(() => {
        lookingUp = undefined;
      });
      return lookingUp;
    },
    targetOf: (url) => {
      const port = url.port === '' ? 443 : Number(url.port);
      const fixed = resolve.get(url.hostname);
      return fixed
        ? { addresses: [fixed.address], port: fixed.port }
        : { addresses: localIn(knownOf(url)), port };
    },
  };
}
