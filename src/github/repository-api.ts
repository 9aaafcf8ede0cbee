import type { HttpRequest, HttpResponse } from '../http/request.ts';

/** GitHub refused a request: the status is 400 or higher. */
export class RefusedRequest extends Error {
  override readonly name = 'RefusedRequest';
  constructor(readonly response: HttpResponse) {
    super(`status ${response.status}`);
  }
}

/** Query parameters; undefined ones are not sent. */
type Query = Readonly<Record<string, string | number | undefined>>;

/** Members of a JSON body; undefined ones are not sent. */
type Body = Readonly<Record<string, unknown>>;

/**
 * Requests to GitHub's REST API about one repository. Paths are built by `route` and relative to the repository. The
 * type argument describes the members of the response that the caller reads, according to GitHub's API description. They
 * are not checked here. All methods throw `RefusedRequest` for a status of 400 or higher, and `HttpFailure` if there is
 * no response.
 */
export interface RepositoryApi {
  get<T>(path: string, query?: Query): Promise<T>;
  /**
   * Returns all items of a list.
   * @param most maximum number of items, if not all are needed
   */
  list<T>(path: string, query?: Query, most?: number): Promise<readonly T[]>;
  post<T>(path: string, body: Body): Promise<T>;
  patch(path: string, body: Body): Promise<void>;
  delete(path: string): Promise<void>;
}

/** GitHub's maximum page size. */
export const PAGE_SIZE = 100;

/** Builds a path from a template. Values are percent-encoded, so that a slash or a question mark in one has no meaning. */
export function route(parts: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return String.raw({ raw: parts }, ...values.map(encodeURIComponent));
}

/**
 * @param base path of the repository: `/repos/OWNER/REPO`, below the path of the API
 * @param send sends a request, including its retries; the body of a successful response is JSON or empty
 */
export function repositoryApi(
  base: string,
  send: (request: HttpRequest) => Promise<HttpResponse>,
): RepositoryApi {
  const ask = async (method: HttpRequest['method'], path: string, body?: Body): Promise<HttpResponse> => {
    const request = { method, path: `${base}/${path}`, ...(body ? { body: JSON.stringify(body) } : {}) };
    const response = await send(request);
    if (response.status >= 400) throw new RefusedRequest(response);
    return response;
  };
  const list = async <T>(path: string, query: Query = {}, most = Number.POSITIVE_INFINITY) => {
    const found: T[] = [];
    const per_page = Math.min(PAGE_SIZE, most);
    // Pages are counted, for as long as GitHub names a next one. The address that it names is not used, because the
    // token must not be sent to an address that a response contains.
    for (let page = 1; ; page += 1) {
      const response = await ask('GET', withQuery(path, { ...query, page, per_page }));
      found.push(...JSON.parse(response.body));
      if (found.length >= most) return found.slice(0, most);
      const { link = '' } = response.headers;
      if (!link.includes('rel="next"')) return found;
    }
  };
  return {
    get: async (path, query = {}) => JSON.parse((await ask('GET', withQuery(path, query))).body),
    list,
    post: async (path, body) => JSON.parse((await ask('POST', path, body)).body),
    patch: async (path, body) => {
      await ask('PATCH', path, body);
    },
    delete: async (path) => {
      await ask('DELETE', path);
    },
  };
}

function withQuery(path: string, query: Query): string {
  const parameters = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  return parameters.length === 0 ? path : `${path}?${parameters.join('&')}`;
}
