import { streamCard } from '../../collections/registry.ts';
import { type HttpRequest, requestName } from '../../http/request.ts';
import type { Collection } from '../../model/collection.ts';
import type { StreamDetail, VersionList, WrittenStream } from '../../model/observed.ts';
import { credentialTexts } from '../../redaction/credentials.ts';
import { ApiError } from '../errors/errors.ts';
import { ApiClient, type ApiOptions, guarded, type Sent } from '../streams/base-client.ts';
import { readGroups, readSources } from '../streams/catalog.ts';
import type { StreamBody, StreamWriter, WriteOptions } from '../streams/client.ts';
import type { JsonResponse } from '../transport/json-response.ts';
import type { Transport } from '../transport/transport.ts';
import { readFields } from './catalog.ts';
import { readDetail, readRows, readWritten } from './decode.ts';
import { encodeBody } from './encode.ts';
import { membersOfBody } from './members.ts';

const BASE = '/datastream-config-api/v1/datastream1';

/**
 * Largest number of versions that are read. The API has no request for several versions, so each version is one
 * request, and an account has 20 a minute.
 */
const MOST_VERSIONS = 10;

/**
 * Creates a client of the DataStream 1 configuration API, on a transport that signs, rate-limits and retries. Source:
 * DataStream 1 Configuration API v1. All methods throw `ApiError`.
 *
 * Responses to writes contain ids only, so every write except a delete is followed by a read of the stream.
 * `activate` of a create or an update has no effect in this API: a new stream is inactive, and a new version inherits
 * the status of its base version.
 */
export function datastream1(transport: Transport, options: ApiOptions = {}): StreamWriter {
  const client = new Client(transport, options);
  const read = (path: string) => client.read(path);
  return {
    list: async (collection) => readRows(collection, await read('/streams')),
    get: (collection, streamId) => client.stream(collection, streamId),
    history: (collection, streamId, first, last) => client.versions(collection, streamId, first, last),
    activationHistory: async () => [], // not offered by the API
    fields: () => readFields(read),
    sources: (collection, place) => readSources(read, collection, place),
    groups: () => readGroups(read),
    create: (collection, body, _activate, write) =>
      client.save(collection, undefined, { method: 'POST', path: '/streams' }, body, write),
    update: (collection, streamId, body, _activate, write) =>
      client.save(collection, streamId, { method: 'PUT', path: streamPath(streamId) }, body, write),
    activate: (collection, streamId, write) => client.move(collection, streamId, 'activate', write),
    deactivate: (collection, streamId, write) => client.move(collection, streamId, 'deactivate', write),
    delete: async (_, streamId, write) => {
      await client.act(guarded({ method: 'DELETE', path: `${BASE}${streamPath(streamId)}` }, write));
    },
  };
}

class Client extends ApiClient {
  read(path: string, about?: Sent): Promise<JsonResponse> {
    return this.ask({ method: 'GET', path: `${BASE}${path}` }, about);
  }

  async stream(collection: Collection, streamId: number, about?: Sent): Promise<StreamDetail> {
    return readDetail(collection, await this.read(streamPath(streamId), about), streamId);
  }

  /**
   * Returns versions, newest first. Versions that do not exist are omitted, even if the API returns another version
   * instead.
   */
  async versions(
    collection: Collection,
    streamId: number,
    first: number,
    last: number,
  ): Promise<VersionList> {
    const versions: StreamDetail[] = [];
    const unusable: { readonly version: number; readonly reason: string }[] = [];
    for (let version = last; version >= Math.max(1, first, last - MOST_VERSIONS + 1); version -= 1) {
      const detail = await this.#version(collection, streamId, version);
      if (detail instanceof ApiError) unusable.push({ version, reason: detail.message });
      else if (detail?.version === version) versions.push(detail);
    }
    return { versions, unusable };
  }

  async #version(collection: Collection, streamId: number, version: number) {
    try {
      return readDetail(collection, await this.read(`${streamPath(streamId)}?version=${version}`), streamId);
    } catch (error) {
      if (error instanceof ApiError && error.kind === 'no-such-stream') return undefined;
      if (error instanceof ApiError && error.kind === 'unreadable') return error;
      throw error;
    }
  }

  save(
    collection: Collection,
    streamId: number | undefined,
    { method, path }: HttpRequest,
    body: StreamBody,
    options: WriteOptions | undefined,
  ): Promise<WrittenStream> {
    const card = streamCard(collection);
    const text = JSON.stringify(encodeBody(card, body, streamId === undefined ? 'create' : 'update'));
    const request = guarded({ method, path: `${BASE}${path}`, body: text }, options);
    const about = {
      secrets: credentialTexts(card, body.spec, 'request'),
      members: membersOfBody(card, body),
    };
    return this.#write(collection, streamId, request, about);
  }

  move(
    collection: Collection,
    streamId: number,
    verb: 'activate' | 'deactivate',
    options: WriteOptions | undefined,
  ): Promise<WrittenStream> {
    const request = guarded({ method: 'PUT', path: `${BASE}${streamPath(streamId)}/${verb}` }, options);
    return this.#write(collection, streamId, request, {});
  }

  /** The read may return an older version than the write created. The caller compares versions and reads again. */
  async #write(
    collection: Collection,
    asked: number | undefined,
    request: HttpRequest,
    about: Sent,
  ): Promise<WrittenStream> {
    const { streamId, affected } = readWritten(await this.ask(request, about), asked);
    try {
      return {
        ...(await this.stream(collection, streamId, { secrets: about.secrets ?? [] })),
        ...(affected ? { affected } : {}),
      };
    } catch (error) {
      throw error instanceof ApiError ? unseen(request, error) : error;
    }
  }
}

function streamPath(streamId: number): string {
  return `/streams/${streamId}`;
}

/**
 * Creates the error for a write that was accepted but whose result could not be read. For the caller the outcome is
 * unknown, so it has to read the stream again.
 */
function unseen(request: HttpRequest, cause: ApiError): ApiError {
  const name = requestName(request);
  return new ApiError(
    cause.kind,
    `${name} was accepted, but its result could not be read: ${cause.message}`,
    {
      ...cause.details,
      request: name,
      happened: 'unknown',
      cause,
    },
  );
}
