import type { HttpRequest, HttpResponse } from '../http/request.ts';
import { parseJson } from '../model/json.ts';
import type { Shape } from '../model/shape.ts';
import { faultIn, isOf } from '../schema/validate.ts';

/** GitHub refused a request: the status is 400 or higher. */
export class RefusedRequest extends Error {
  override readonly name = 'RefusedRequest';
  constructor(readonly response: HttpResponse) {
    super(`status ${response.status}`);
  }
}

/** A successful response of GitHub that its API description does not allow. */
export class UnexpectedResponse extends Error {
  override readonly name = 'UnexpectedResponse';
  /** @param request its method and path below the repository, without query parameters */
  constructor(
    readonly request: string,
    readonly fault: string,
  ) {
    super(`${request}: ${fault}`);
  }
}

/** Query parameters; undefined ones are not sent. */
type Query = Readonly<Record<string, string | number | undefined>>;

/** Members of a JSON body; undefined ones are not sent. */
type Body = Readonly<Record<string, unknown>>;

/**
 * Requests to GitHub's REST API about one repository. Paths are built by `route` and relative to the repository; an empty
 * path is the repository itself. A shape
 * has the members of the response that the caller reads, according to GitHub's API description; other members are
 * ignored. All methods throw `RefusedRequest` for a status of 400 or higher, `HttpFailure` if there is no response, and
 * `UnexpectedResponse` if the response does not have this shape.
 */
export interface RepositoryApi {
  get<T>(shape: Shape<T>, path: string, query?: Query): Promise<T>;
  /**
   * Returns all items of a list.
   * @param shape of one item
   * @param most maximum number of items, if not all are needed
   */
  list<T>(shape: Shape<T>, path: string, query?: Query, most?: number): Promise<readonly T[]>;
  post<T>(shape: Shape<T>, path: string, body: Body): Promise<T>;
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
    const whole = path === '' || path.startsWith('?') ? `${base}${path}` : `${base}/${path}`;
    const request = { method, path: whole, ...(body ? { body: JSON.stringify(body) } : {}) };
    const response = await send(request);
    if (response.status >= 400) throw new RefusedRequest(response);
    return response;
  };
  const list = async <T>(
    shape: Shape<T>,
    path: string,
    query: Query = {},
    most = Number.POSITIVE_INFINITY,
  ) => {
    const found: T[] = [];
    const per_page = Math.min(PAGE_SIZE, most);
    // Pages are counted, for as long as GitHub names a next one. The address that it names is not used, because the
    // token must not be sent to an address that a response contains.
    for (let page = 1; ; page += 1) {
      const response = await ask('GET', withQuery(path, { ...query, page, per_page }));
      found.push(...itemsOf(shape, `GET ${path}`, response));
      if (found.length >= most) return found.slice(0, most);
      const { link = '' } = response.headers;
      if (!link.includes('rel="next"')) return found;
    }
  };
  return {
    get: async (shape, path, query = {}) =>
      checked(shape, `GET ${path}`, parseJson((await ask('GET', withQuery(path, query))).body)),
    list,
    post: async (shape, path, body) =>
      checked(shape, `POST ${path}`, parseJson((await ask('POST', path, body)).body)),
    patch: async (path, body) => {
      await ask('PATCH', path, body);
    },
    delete: async (path) => {
      await ask('DELETE', path);
    },
  };
}

function checked<T>(shape: Shape<T>, request: string, value: unknown): T {
  if (isOf(shape, value)) return value;
  throw new UnexpectedResponse(request, faultIn(shape, value) ?? 'it is not valid');
}

function itemsOf<T>(shape: Shape<T>, request: string, { body }: HttpResponse): readonly T[] {
  const items = parseJson(body);
  if (!Array.isArray(items)) throw new UnexpectedResponse(request, 'it must be a list');
  return items.map((item: unknown) => checked(shape, request, item));
}

function withQuery(path: string, query: Query): string {
  const parameters = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  return parameters.length === 0 ? path : `${path}?${parameters.join('&')}`;
}
