import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { bodyOf } from '../../api/loopback.ts';
import { Answers } from './answers.ts';
import { type Call, callOf } from './description.ts';
import { requestProblems } from './request.ts';
import { ROUTES, type Route, type RouteAnswer } from './routes.ts';
import { GithubState, type Seed } from './state.ts';

/** A request as it arrived. */
interface SeenRequest {
  readonly method: string;
  /** Without query; as sent. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  /** As text; empty if there is none. */
  readonly body: string;
  /** The deviations from GitHub's description. */
  readonly problems: readonly string[];
  /** The status of the response; 0: the connection was dropped. */
  status: number;
}

/** A fault in the next matching requests. */
export interface Fault {
  readonly method?: string;
  readonly path?: RegExp;
  /** The number of matching requests that succeed first. Default: 0. */
  readonly after?: number;
  /** The number of requests that fail. Default: 1. */
  readonly times?: number;
  /** Instead of the response. Absent: the real response, once `hold` has resolved. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string is sent as HTML. */
  readonly body?: object | string;
  /** Closes the connection instead of a response. */
  readonly drop?: boolean;
  /** GitHub performs the request, and only the response is lost or wrong. */
  readonly isDone?: boolean;
  /** The response waits for it. Nothing is performed before, unless `isDone`. */
  readonly hold?: Promise<unknown>;
  /** Called when the fault occurs. */
  readonly struck?: () => void;
}

/** GitHub's response to too many requests within a short time. */
export const secondaryLimit = (headers: Fault['headers'] = { 'retry-after': '60' }): Fault => ({
  status: 403,
  headers,
  body: {
    message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
    documentation_url: 'https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api',
    status: '403',
  },
});

export interface Github {
  /** Base URL of the API, for GITHUB_API_URL. */
  readonly url: string;
  readonly state: GithubState;
  readonly requests: SeenRequest[];
  fault(fault: Fault): void;
  /** @throws if a request deviates from GitHub's description */
  close(): Promise<void>;
}

/**
 * A local GitHub API for the Action. Every request is validated against GitHub's own description: an invalid
 * one gets 501, is listed in `problems`, and makes `close` throw.
 */
export async function startGithub(seed: Seed = {}): Promise<Github> {
  const state = new GithubState(seed);
  const workspace = new Workspace(state);
  const server = createServer((request, response) => {
    workspace.serve(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('the server has no port');
  workspace.url = `http://127.0.0.1:${address.port}`;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
    const problems = workspace.requests.flatMap((each) => each.problems);
    if (problems.length > 0)
      throw new Error(`requests that GitHub does not describe:\n${problems.join('\n')}`);
  };
  return {
    url: workspace.url,
    state,
    requests: workspace.requests,
    fault: (fault) => workspace.fault(fault),
    close,
  };
}

/** Processes requests one by one. */
class Workspace {
  url = '';
  readonly requests: SeenRequest[] = [];
  readonly #faults: { readonly fault: Fault; left: number; passing: number }[] = [];

  constructor(readonly state: GithubState) {}

  fault(fault: Fault): void {
    this.#faults.push({ fault, left: fault.times ?? 1, passing: fault.after ?? 0 });
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = (await bodyOf(request)).toString('utf8');
    const url = new URL(request.url ?? '/', this.url);
    const call = callOf(request.method ?? '', this.#usualPath(url.pathname));
    const sent = { headers: request.headers, query: url.searchParams, body };
    const name = `${request.method} ${url.pathname}`;
    const seen: SeenRequest = {
      ...sent,
      method: request.method ?? '',
      path: url.pathname,
      problems: requestProblems(call, sent).map((problem) => `${name}: ${problem}`),
      status: 0,
    };
    this.requests.push(seen);
    const fault = this.#faultOf(seen);
    fault?.struck?.();
    if (!fault?.isDone) await fault?.hold;
    const isWork = !fault || fault.isDone || (fault.status === undefined && !fault.drop);
    const truth = isWork ? this.#answer(seen, call) : undefined;
    if (fault?.isDone) await fault.hold;
    if (fault?.drop) {
      request.socket.destroy();
      return;
    }
    if (fault?.status !== undefined) this.#sendFault(response, fault, seen);
    else if (truth) this.#send(response, truth, seen, url);
  }

  /** GitHub's own links to further pages name the repository by its number. */
  #usualPath(path: string): string {
    return path.replace(/^\/repositories\/1296269\//, `/repos/${this.state.owner}/${this.state.repo}/`);
  }

  #faultOf(seen: SeenRequest): Fault | undefined {
    for (const each of this.#faults) {
      const { method, path } = each.fault;
      const isMeant = (!method || method === seen.method) && (!path || path.test(seen.path));
      if (!isMeant || each.left === 0) continue;
      if (each.passing > 0) {
        each.passing -= 1;
        continue;
      }
      each.left -= 1;
      return each.fault;
    }
    return undefined;
  }

  #answer(seen: SeenRequest, call: Call | undefined): RouteAnswer {
    const route = call && ROUTES[call.operation.id];
    if (seen.problems.length > 0) return { status: 501, body: { message: seen.problems.join('; ') } };
    if (!route) {
      return { status: 501, body: { message: `the test server does not play ${call?.operation.id}` } };
    }
    if (seen.headers.authorization !== `token ${this.state.token}`) {
      return { status: 401, body: { message: 'Bad credentials', status: '401' } };
    }
    const { values } = call;
    if (values['owner'] !== this.state.owner || values['repo'] !== this.state.repo) return NOT_VISIBLE;
    if (!this.#isAllowed(route)) return FORBIDDEN;
    const answers = new Answers(this.state, this.url);
    const body = seen.body === '' ? {} : (JSON.parse(seen.body) as Record<string, unknown>);
    return route.run({ state: this.state, answers, values, query: seen.query, body });
  }

  #isAllowed(route: Route): boolean {
    return route.needs.some((permission) => {
      const access = this.state.permissions[permission];
      return access === 'write' || access === route.access;
    });
  }

  #sendFault(response: ServerResponse, fault: Fault, seen: SeenRequest): void {
    const { status = 500, headers = {}, body = { message: 'Server Error' } } = fault;
    seen.status = status;
    const type = typeof body === 'string' ? 'text/html' : 'application/json; charset=utf-8';
    response
      .writeHead(status, { 'content-type': type, ...headers })
      .end(typeof body === 'string' ? body : JSON.stringify(body));
  }

  #send(response: ServerResponse, answer: RouteAnswer, seen: SeenRequest, url: URL): void {
    seen.status = answer.status;
    const size = Number(url.searchParams.get('per_page') ?? 30);
    const page = Number(url.searchParams.get('page') ?? 1);
    const { body } = answer;
    const isList = Array.isArray(body) && answer.status === 200;
    const total = isList ? body.length : (answer.total ?? 0);
    const pageOf = (items: readonly unknown[]) => items.slice((page - 1) * size, page * size);
    const shown = isList ? pageOf(body) : withPage(body, pageOf);
    const next = page * size < total ? { link: this.#link(url, page + 1) } : {};
    response
      .writeHead(answer.status, {
        'content-type': 'application/json; charset=utf-8',
        date: this.state.date(),
        ...next,
      })
      .end(shown === undefined ? undefined : JSON.stringify(shown));
  }

  #link(url: URL, page: number): string {
    const { owner, repo } = this.state;
    const path = url.pathname.replace(`/repos/${owner}/${repo}/`, '/repositories/1296269/');
    const next = new URL(path + url.search, this.url);
    next.searchParams.set('page', String(page));
    return `<${next.href}>; rel="next"`;
  }
}

/** GitHub wraps some lists in an object that has their total number. */
function withPage(body: unknown, pageOf: (items: readonly unknown[]) => unknown): unknown {
  if (typeof body !== 'object' || body === null || !('total_count' in body)) return body;
  const members = Object.entries(body);
  return Object.fromEntries(
    members.map(([name, value]) => [name, Array.isArray(value) ? pageOf(value) : value]),
  );
}

const NOT_VISIBLE: RouteAnswer = { status: 404, body: { message: 'Not Found', status: '404' } };

const FORBIDDEN: RouteAnswer = {
  status: 403,
  body: {
    message: 'Resource not accessible by integration',
    documentation_url: 'https://docs.github.com/rest',
    status: '403',
  },
};
