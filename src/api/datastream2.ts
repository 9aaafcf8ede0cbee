import { streamCard } from '../log-types/registry.ts';
import type { Collection } from '../model/collection.ts';
import { type Answer, answerOf } from './answer.ts';
import { readFields, readGroups, readSources } from './catalog.ts';
import { readActivations, readCreated, readDetail, readDetails, readRows } from './decode.ts';
import { encodeBody, secretsOf, type Write } from './encode.ts';
import { problem } from './problem.ts';
import type { StreamBody, StreamWriter, WriteOptions } from './stream-api.ts';
import type { HttpRequest, HttpResponse, Transport } from './transport.ts';

/** What errors may need and may not show. */
export interface DataStream2Options {
  /** Milliseconds since 1970, to tell a wrong clock as the reason of a 401. */
  readonly now?: () => number;
  /** Values that may not appear in any error, such as tokens and the account switch key. */
  readonly secrets?: readonly string[];
}

/** Version 3 of the configuration API, the only one that is being extended. */
const BASE = '/datastream-config-api/v3/log';

/**
 * The DataStream 2 configuration API over a transport that signs, paces and repeats.
 * Source: fact sheet, sections 1.1 and 2.3. All verbs throw `ApiError`.
 */
export function datastream2(transport: Transport, options: DataStream2Options = {}): StreamWriter {
  const client = new Client(transport, options);
  return {
    list: async (collection) => readRows(collection, await client.read(collection, '/streams')),
    get: async (collection, streamId) =>
      readDetail(collection, await client.read(collection, streamPath(streamId)), streamId),
    history: async (collection, streamId, first, last) => {
      const answer = await client.read(collection, `${streamPath(streamId)}/history${span(first, last)}`);
      const details = readDetails(collection, answer, streamId);
      return details.filter(({ version }) => version >= first && version <= last);
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
      await client.send(guarded({ method: 'DELETE', path: pathOf(collection, streamPath(streamId)) }, write));
    },
  };
}

class Client {
  readonly #transport: Transport;
  readonly #options: DataStream2Options;

  constructor(transport: Transport, options: DataStream2Options) {
    this.#transport = transport;
    this.#options = options;
  }

  async read(collection: Collection, path: string): Promise<Answer> {
    const request: HttpRequest = { method: 'GET', path: pathOf(collection, path) };
    return answerOf(request, (await this.send(request)).body);
  }

  reading(collection: Collection): (path: string) => Promise<Answer> {
    return (path) => this.read(collection, path);
  }

  async save(
    collection: Collection,
    write: Write,
    path: string,
    body: StreamBody,
    options: WriteOptions | undefined,
  ): Promise<Answer> {
    const method = write === 'create' ? 'POST' : 'PUT';
    const text = JSON.stringify(encodeBody(streamCard(collection), body, write));
    const request = guarded({ method, path: pathOf(collection, path), body: text }, options);
    const response = await this.send(request, secretsOf(body));
    return answerOf(request, response.body);
  }

  async move(
    collection: Collection,
    streamId: number,
    verb: 'activate' | 'deactivate',
    options: WriteOptions | undefined,
  ) {
    const path = pathOf(collection, `${streamPath(streamId)}/${verb}`);
    const request = guarded({ method: 'POST', path }, options);
    return readDetail(collection, answerOf(request, (await this.send(request)).body), streamId);
  }

  async send(request: HttpRequest, secrets: readonly string[] = []): Promise<HttpResponse> {
    const response = await this.#transport(request);
    if (response.status >= 200 && response.status < 300) return response;
    const { now, secrets: always = [] } = this.#options;
    throw problem(request, response, { secrets: [...always, ...secrets], ...(now ? { now: now() } : {}) });
  }
}

function pathOf(collection: Collection, path: string): string {
  return `${BASE}/${collection.logType}${path}`;
}

function streamPath(streamId: number): string {
  return `/streams/${streamId}`;
}

function guarded(request: HttpRequest, options: WriteOptions | undefined): HttpRequest {
  return options?.confirm ? { ...request, confirm: options.confirm } : request;
}

/** The API wants a start below the end; both are 1 when left out. The answer is cut to what was asked for. */
function span(first: number, last: number): string {
  if (last <= 1) return '';
  return `?startVersion=${Math.min(first, last - 1)}&endVersion=${last}`;
}
