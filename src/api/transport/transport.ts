import type { HttpRequest, HttpResponse } from '../../http/request.ts';

/** A request to Akamai before it is signed. */
export interface ApiRequest extends HttpRequest {
  /** Only for writes: see `WriteOptions.confirm`. Used only by the layer that makes requests wait. */
  readonly confirm?: () => Promise<void>;
  /** Only for writes: see `WriteOptions.readAt`. */
  readonly readAt?: number;
}

/**
 * Sends one request and reads the whole response, with any status. Throws only if there is no response (`HttpFailure`).
 * Layers are functions from transport to transport.
 */
export type Transport = (request: ApiRequest, signal?: AbortSignal) => Promise<HttpResponse>;
