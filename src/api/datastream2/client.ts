import { streamCard } from '../../collections/registry.ts';
import { type Collection, collectionKey, type LogType } from '../../model/collection.ts';
import { credentialTexts } from '../../redaction/credentials.ts';
import { ApiClient, type ApiOptions, guarded } from '../streams/base-client.ts';
import { readFields, readGroups, readSources } from '../streams/catalog.ts';
import type { StreamBody, StreamWriter, WriteOptions } from '../streams/client.ts';
import type { JsonResponse } from '../transport/json-response.ts';
import type { Transport } from '../transport/transport.ts';
import { readActivations, readCreated, readDetail, readRows, readVersions } from './decode.ts';
import { encodeBody, type Write } from './encode.ts';

/** Version 3 of the configuration API, the only version that is still extended. */
const BASE = '/datastream-config-api/v3/log';

/**
 * Creates a client of the DataStream 2 configuration API, on a transport that signs, rate-limits and retries. Source:
 * the v2 OpenAPI and the v2-to-v3 migration page. All methods throw `ApiError`.
 */
export function datastream2(transport: Transport, options: ApiOptions = {}): StreamWriter {
  const client = new Client(transport, options);
  return {
    list: async (collection) => readRows(collection, await client.read(collection, '/streams')),
    get: async (collection, streamId) =>
      readDetail(collection, await client.read(collection, streamPath(streamId)), streamId),
    history: async (collection, streamId, first, last) => {
      const response = await client.read(collection, `${streamPath(streamId)}/history${span(first, last)}`);
      const { versions, unusable } = readVersions(collection, response, streamId);
      const isWanted = ({ version }: { readonly version?: number }) =>
        version === undefined || (version >= first && version <= last);
      return { versions: versions.filter(isWanted), unusable: unusable.filter(isWanted) };
    },
    activationHistory: async (collection, streamId) =>
      readActivations(await client.read(collection, `${streamPath(streamId)}/activation-history`)),
    fields: (collection) => readFields(client.reading(collection)),
    sources: (collection, place) => readSources(client.reading(collection), collection, place),
    groups: (collection) => readGroups(client.reading(collection)),
    create: async (collection, body, activate, write) =>
      readCreated(
        collection,
        await client.save(collection, 'create', `/streams?activate=${activate}`, body, write),
      ),
    update: async (collection, streamId, body, activate, write) => {
      const path = `${streamPath(streamId)}?activate=${activate}`;
      return readDetail(collection, await client.save(collection, 'update', path, body, write), streamId);
    },
    activate: (collection, streamId, write) => client.move(collection, streamId, 'activate', write),
    deactivate: (collection, streamId, write) => client.move(collection, streamId, 'deactivate', write),
    delete: async (collection, streamId, write) => {
      await client.act(guarded({ method: 'DELETE', path: pathOf(collection, streamPath(streamId)) }, write));
    },
  };
}

class Client extends ApiClient {
  read(collection: Collection, path: string): Promise<JsonResponse> {
    return this.ask({ method: 'GET', path: pathOf(collection, path) });
  }

  reading(collection: Collection): (path: string) => Promise<JsonResponse> {
    return async (path) => this.read(collection, path);
  }

  async save(
    collection: Collection,
    write: Write,
    path: string,
    body: StreamBody,
    options: WriteOptions | undefined,
  ): Promise<JsonResponse> {
    const card = streamCard(collection);
    const method = write === 'create' ? 'POST' : 'PUT';
    const text = JSON.stringify(encodeBody(card, body, write));
    const request = guarded({ method, path: pathOf(collection, path), body: text }, options);
    return this.ask(request, { secrets: credentialTexts(card, body.spec, 'request') });
  }

  async move(
    collection: Collection,
    streamId: number,
    verb: 'activate' | 'deactivate',
    options: WriteOptions | undefined,
  ) {
    const path = pathOf(collection, `${streamPath(streamId)}/${verb}`);
    return readDetail(collection, await this.ask(guarded({ method: 'POST', path }, options)), streamId);
  }
}

function pathOf(collection: Collection, path: string): string {
  return `${BASE}/${logTypeOf(collection)}${path}`;
}

function logTypeOf(collection: Collection): LogType {
  if (collection.logType) return collection.logType;
  throw new Error(`bug: DataStream 2 has no path for ${collectionKey(collection)}, which has no log type`);
}

function streamPath(streamId: number): string {
  return `/streams/${streamId}`;
}

/**
 * Returns the query parameters for a range of versions. The API requires a start below the end, and both default to
 * 1. The response is reduced to the requested range.
 */
function span(first: number, last: number): string {
  if (last <= 1) return '';
  return `?startVersion=${Math.min(first, last - 1)}&endVersion=${last}`;
}
