import type { Answers } from './answers.ts';
import { blobSha, folderTree, type Tree } from './repository.ts';
import { SETTINGS_ROUTES } from './settings-routes.ts';
import type { GithubState, Permission } from './state.ts';

interface RouteRequest {
  readonly state: GithubState;
  readonly answers: Answers;
  /** The values in the path. */
  readonly values: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface RouteAnswer {
  readonly status: number;
  /** A list is split into the requested pages. */
  readonly body?: object;
  /** The total count, if the route itself splits pages. */
  readonly total?: number;
}

export interface Route {
  /** Any one of them is enough. */
  readonly needs: readonly Permission[];
  readonly access: 'read' | 'write';
  readonly run: (request: RouteRequest) => RouteAnswer;
}

/** GitHub's own messages. A 404 is also sent if a token may not see something. */
const NOT_FOUND: RouteAnswer = answer(404, { message: 'Not Found', status: '404' });

/**
 * By GitHub's operation ids. Permissions: "Permissions required for GitHub Apps" in GitHub's documentation.
 */
export const ROUTES: Readonly<Record<string, Route>> = {
  ...SETTINGS_ROUTES,
  'issues/list-comments': read(['issues', 'pull-requests'], ({ state, answers, values }) => {
    const number = Number(values['issue_number']);
    if (!hasNumber(state, number)) return NOT_FOUND;
    return answer(
      200,
      state.comments.filter((each) => each.number === number).map((each) => answers.comment(each)),
    );
  }),
  'issues/create-comment': write(['issues', 'pull-requests'], ({ state, answers, values, body }) => {
    const number = Number(values['issue_number']);
    if (!hasNumber(state, number)) return NOT_FOUND;
    if (text(body['body']).length > 65_536) return TOO_LONG;
    return answer(201, answers.comment(state.addComment(number, text(body['body']))));
  }),
  'issues/update-comment': write(['issues', 'pull-requests'], ({ state, answers, values, body }) => {
    const comment = state.comments.find((each) => each.id === Number(values['comment_id']));
    if (!comment) return NOT_FOUND;
    if (text(body['body']).length > 65_536) return TOO_LONG;
    state.editComment(comment, text(body['body']));
    return answer(200, answers.comment(comment));
  }),
  'issues/delete-comment': write(['issues', 'pull-requests'], ({ state, values }) => {
    const at = state.comments.findIndex((each) => each.id === Number(values['comment_id']));
    if (at < 0) return NOT_FOUND;
    state.comments.splice(at, 1);
    return { status: 204 };
  }),

  'pulls/get': read(['pull-requests'], ({ state, answers, values }) => {
    const pull = state.repository.pulls.get(Number(values['pull_number']));
    return pull ? answer(200, answers.pull(pull)) : NOT_FOUND;
  }),
  'repos/list-pull-requests-associated-with-commit': read(
    ['pull-requests', 'contents'],
    ({ state, answers, values }) => {
      const sha = values['commit_sha'] ?? '';
      if (!state.repository.commits.has(sha)) return noCommit(sha);
      return answer(
        200,
        state.repository.pullsOf(sha).map((pull) => answers.pullSimple(pull)),
      );
    },
  ),

  'repos/compare-commits-with-basehead': read(['contents'], ({ state, answers, values, query }) => {
    const [from = '', to = ''] = (values['basehead'] ?? '').split('...');
    const [base, head] = [state.repository.find(from), state.repository.find(to)];
    if (!base || !head) return NOT_FOUND;
    const commits = state.repository.commitsBetween(base.sha, head.sha);
    const [page, size] = [Number(query.get('page') ?? 1), Number(query.get('per_page') ?? 250)];
    const body = answers.comparison(base, head, commits, page, size);
    return { status: 200, body, total: commits.length };
  }),
  'repos/list-commits': read(['contents'], ({ state, answers, query }) => {
    const commit = state.repository.find(query.get('sha') ?? 'main');
    if (!commit) return noCommit(query.get('sha') ?? '', 404);
    const found = state.repository.history(query.get('path') ?? '', commit.sha);
    return answer(
      200,
      found.map((each) => answers.commit(each)),
    );
  }),
  'git/get-tree': read(['contents'], ({ state, values, query }) => {
    const ref = values['tree_sha'] ?? '';
    const files = state.repository.find(ref)?.files ?? state.trees.get(ref);
    if (!files) return NOT_FOUND;
    const all = treeEntries(state, files, query.has('recursive'));
    const tree = all.slice(0, state.mostTreeEntries);
    return answer(200, {
      sha: folderTree(files, '').sha,
      url: '',
      tree,
      truncated: tree.length < all.length,
    });
  }),
  'git/get-blob': read(['contents'], ({ state, answers, values }) => {
    const all = [...state.repository.commits.values()].flatMap((commit) => Object.values(commit.files));
    const found = all.find((each) => blobSha(each) === values['file_sha']);
    return found === undefined ? NOT_FOUND : answer(200, answers.blob(found));
  }),

  'repos/list-deployments': read(['deployments'], ({ state, answers, query }) => {
    const isAsked = (name: 'sha' | 'ref' | 'task' | 'environment') => {
      const asked = query.get(name);
      return (each: { readonly [name: string]: unknown }) => asked === null || each[name] === asked;
    };
    const tests = (['sha', 'ref', 'task', 'environment'] as const).map(isAsked);
    const found = state.deployments.filter((each) => tests.every((test) => test({ ...each }))).toReversed();
    return answer(
      200,
      found.map((each) => answers.deployment(each)),
    );
  }),
  'repos/create-deployment': write(['deployments'], ({ state, answers, body }) => {
    const commit = state.repository.find(text(body['ref']));
    if (!commit) return answer(422, { ...UNPROCESSABLE, message: `No ref found for: ${text(body['ref'])}` });
    const deployment = state.addDeployment({
      sha: commit.sha,
      ref: text(body['ref']),
      environment: text(body['environment'] ?? 'production'),
      task: text(body['task'] ?? 'deploy'),
      description: text(body['description'] ?? ''),
      payload: body['payload'] ?? '',
    });
    return answer(201, answers.deployment(deployment));
  }),
  'repos/list-deployment-statuses': read(['deployments'], ({ state, answers, values }) => {
    const deployment = state.deployments.find((each) => each.id === Number(values['deployment_id']));
    if (!deployment) return NOT_FOUND;
    return answer(
      200,
      deployment.statuses.toReversed().map((each) => answers.status(deployment, each)),
    );
  }),
  'repos/create-deployment-status': write(['deployments'], ({ state, answers, values, body }) => {
    const deployment = state.deployments.find((each) => each.id === Number(values['deployment_id']));
    if (!deployment) return NOT_FOUND;
    if (text(body['description']).length > 140) return TOO_LONG;
    const status = {
      state: text(body['state']),
      description: text(body['description']),
      logUrl: text(body['log_url']),
    };
    const added = state.addStatus(deployment, status, body['auto_inactive'] !== false);
    return answer(201, answers.status(deployment, added));
  }),

  'issues/list-for-repo': read(['issues'], ({ state, answers, query }) => {
    const labels = query.get('labels')?.split(',') ?? [];
    const wanted = query.get('state') ?? 'open';
    const found = state.issues
      .filter((each) => wanted === 'all' || each.isOpen === (wanted === 'open'))
      .filter((each) => labels.every((label) => each.labels.includes(label)))
      .sort((a, b) => (query.get('direction') === 'asc' ? a.number - b.number : b.number - a.number));
    return answer(
      200,
      found.map((each) => answers.issue(each)),
    );
  }),
  'issues/create': write(['issues'], ({ state, answers, body }) => {
    const [title, content] = [text(body['title']), text(body['body'])];
    if (title.length > 256 || content.length > 65_536) return TOO_LONG;
    const labels = Array.isArray(body['labels']) ? body['labels'].map(String) : [];
    return answer(201, answers.issue(state.addIssue({ title, body: content, labels })));
  }),
  'issues/update': write(['issues'], ({ state, answers, values, body }) => {
    const issue = state.issues.find((each) => each.number === Number(values['issue_number']));
    if (!issue) return NOT_FOUND;
    const [title, content] = [text(body['title'] ?? issue.title), text(body['body'] ?? issue.body)];
    if (title.length > 256 || content.length > 65_536) return TOO_LONG;
    Object.assign(issue, { title, body: content });
    if (body['state'] !== undefined) issue.isOpen = body['state'] === 'open';
    return answer(200, answers.issue(issue));
  }),
};

/** Subfolders are remembered, so that they can be requested. */
function treeEntries(state: GithubState, files: Tree, isRecursive: boolean): object[] {
  const folders = new Set(
    Object.keys(files).flatMap((path) => {
      const parts = path.split('/').slice(0, -1);
      return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
    }),
  );
  const trees = [...folders].map((path) => {
    const { sha, files: inside } = folderTree(files, path);
    state.trees.set(sha, inside);
    return { path, mode: '040000', type: 'tree', sha };
  });
  const blobs = Object.entries(files).map(([path, content]) => ({
    path,
    mode: '100644',
    type: 'blob',
    sha: blobSha(content),
  }));
  return [...trees, ...blobs].filter(({ path }) => isRecursive || !path.includes('/'));
}

const UNPROCESSABLE = { documentation_url: 'https://docs.github.com/rest', status: '422' };

const TOO_LONG = answer(422, {
  ...UNPROCESSABLE,
  message: 'Validation Failed',
  errors: [{ resource: 'IssueComment', code: 'unprocessable', field: 'data', message: 'Body is too long' }],
});

function noCommit(sha: string, status = 422): RouteAnswer {
  const message = status === 404 ? `No commit found for the ref ${sha}` : `No commit found for SHA: ${sha}`;
  return answer(status, { message, status: String(status) });
}

function hasNumber(state: GithubState, number: number): boolean {
  return state.repository.pulls.has(number) || state.issues.some((issue) => issue.number === number);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function read(needs: readonly Permission[], run: Route['run']): Route {
  return { needs, access: 'read', run };
}

function write(needs: readonly Permission[], run: Route['run']): Route {
  return { needs, access: 'write', run };
}

function answer(status: number, body: object): RouteAnswer {
  return { status, body };
}
