import type { ApiRequest, Transport } from '../../src/api/transport/transport.ts';
import type { HttpResponse } from '../../src/http/request.ts';

/** A transport that responds by method and path (without query), and records the requests. */
export function recorded(
  answers: Readonly<Record<string, unknown>>,
): Transport & { readonly seen: ApiRequest[] } {
  const seen: ApiRequest[] = [];
  const transport = async (request: ApiRequest): Promise<HttpResponse> => {
    seen.push(request);
    const { method, path } = request;
    const given = answers[`${method} ${path}`] ?? answers[`${method} ${path.split('?')[0]}`];
    if (isResponse(given)) return given;
    if (given === undefined) return { status: 404, headers: {}, body: '' };
    return { status: 200, headers: {}, body: typeof given === 'string' ? given : JSON.stringify(given) };
  };
  return Object.assign(transport, { seen });
}

function isResponse(value: unknown): value is HttpResponse {
  return typeof value === 'object' && value !== null && 'headers' in value;
}

/** The members of every response about a CDN stream in addition to its identity. */
export const CONTENT = {
  properties: [{ propertyId: 1 }],
  datasetFields: [{ datasetFieldId: 1000 }],
  deliveryConfiguration: { format: 'JSON', frequency: { intervalInSeconds: 30 } },
  destination: { destinationType: 'NEW', displayName: 'x' },
};
