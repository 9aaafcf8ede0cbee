import { compress, isAccepted } from './batch.ts';
import { destinationOf, endpointsOf } from './destination.ts';
import { createEndpoints, type EndpointOptions } from './endpoints.ts';
import { type Post, postInTime } from './post.ts';
import type { NewVersion } from './write-only-values.ts';

/** Returns whether the destination of a new version accepts uploads. */
export type AccessCheck = (version: NewVersion) => Promise<boolean>;

/** How long a destination may take to respond, milliseconds. Not documented. The client waits meanwhile. */
const LIMIT = 10_000;

/** The bodies of the check, which the v2 OpenAPI documents, by log format. */
const BODIES = { JSON: '{"access_validation":true}', STRUCTURED: '0,access_validation' } as const;

/**
 * Creates the access check of custom HTTPS destinations on this machine. The API posts a line to the destination on
 * every create and edit, with the credentials of uploads. All other destinations count as reachable.
 */
export function createAccessCheck(options: EndpointOptions & { readonly post: Post }): AccessCheck {
  const { post, clock } = options;
  return async ({ version, values = {} }) => {
    const [endpoint] = endpointsOf(version);
    if (!endpoint) return true;
    const { url } = endpoint;
    const endpoints = createEndpoints(options);
    endpoints.isLocal(url);
    await endpoints.lookUp();
    if (endpoints.isLocal(url) !== true) return true;
    const { headers, tls, format, gzip: isCompressed } = destinationOf(version, url, values);
    const line = Buffer.from(`${BODIES[format.format]}\n`);
    const body = isCompressed ? await compress(line) : line;
    const { addresses, port } = endpoints.targetOf(url);
    try {
      const upload = { url, addresses, port, headers, tls, body };
      return isAccepted(await postInTime(post, upload, { limit: LIMIT, clock }));
    } catch {
      return false;
    }
  };
}
