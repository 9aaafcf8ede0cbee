import { rm } from 'node:fs/promises';
import { posix } from 'node:path';
import { exclusively } from '../../src/commands/session/connection.ts';
import type { ApplyOptions } from '../../src/commands/session/options.ts';
import type { ApplyRecord } from '../../src/model/approval.ts';
import { defined } from '../../src/model/defined.ts';
import type { RunEvent } from '../../src/model/event.ts';
import { applyConcurrentEdit } from '../../src/simulator/engine/concurrent-edit.ts';
import type { ConcurrentEdit } from '../../src/simulator/protocol/faults.ts';
import { seededAccountWithoutStreams } from '../../src/simulator/seed/seed.ts';
import { fileStore } from '../../src/simulator/server/file-store.ts';
import { type AccountState, latest, type StreamHistory } from '../../src/simulator/state/account-state.ts';
import { planChange } from '../../src/workflow/account/plan-change.ts';
import type { Counts, Job } from '../../src/workflow/forge/job.ts';
import { configureJob } from '../../src/workflow/merges/configure-job.ts';
import { type Marker, withMarker } from '../../src/workflow/notes/marker.ts';
import { readRecord } from '../../src/workflow/records/apply-record.ts';
import { runApply } from '../../src/workflow/run-apply.ts';
import { runPlan } from '../../src/workflow/run-plan.ts';
import { runWatch } from '../../src/workflow/run-watch.ts';
import { type Workspace, workspace } from '../commands/workspace.ts';
import { BOT, MemoryForge } from './memory-forge.ts';
import type { Ran, RunParts } from './run-result.ts';
import { cdn, type Files } from './stream-files.ts';

export const HOUR = 3_600_000;
const STATE_FILE = 'simulator.json';
const OPTIONS: ApplyOptions = {
  ...{ format: 'markdown', color: false, width: 100 },
  ...{ streams: 'streams', only: [], simulator: STATE_FILE, cache: '.datastream/cache' },
  ...{ rotate: [], allow: {}, detailedExitcode: false, yes: true },
};

/** A GitOps repository, its forge and its simulated account. */
export class Repository {
  readonly workspace: Workspace;
  readonly forge: MemoryForge;
  /** The manifests of main. */
  main: Files = {};
  #run = 0;

  private constructor(made: Workspace) {
    this.workspace = made;
    this.forge = new MemoryForge(() => made.clock.now());
  }

  static async open(): Promise<Repository> {
    const made = new Repository(await workspace());
    await made.revise((accountState) => accountState);
    return made;
  }

  revise(step: (accountState: AccountState) => AccountState): Promise<void> {
    const accountState = fileStore({
      file: STATE_FILE,
      first: () => seededAccountWithoutStreams({ transitionTime: HOUR }),
    });
    return accountState.change((before) => ({ accountState: step(before), result: undefined }));
  }

  concurrentEdit(act: ConcurrentEdit): Promise<void> {
    const now = this.workspace.clock.now();
    return this.revise((accountState) =>
      applyConcurrentEdit(accountState, { by: 'another-user@example.com', ...act }, now),
    );
  }

  /** `ACTIVATED v2`, or `gone`, at the current time. */
  async state(name: string): Promise<string> {
    let found: StreamHistory | undefined;
    await this.concurrentEdit({ act: 'activate', stream: -1 });
    await this.revise((accountState) => {
      const all: readonly StreamHistory[] = [...accountState.streams, ...accountState.datastream1.streams];
      found = all.find((stream) => latest(stream).content['streamName'] === name);
      return accountState;
    });
    return found ? `${found.status} v${found.versions.length}` : 'gone';
  }

  pass(milliseconds: number): Promise<void> {
    return this.workspace.clock.advance(milliseconds);
  }

  /** A pull request with its plan, as the plan workflow comments it: main with the change. */
  async pull(
    change: Files,
    parts: { readonly target?: string; readonly author?: string } = {},
  ): Promise<number> {
    const number = this.forge.open(`head${this.forge.requests.length}`);
    await this.plan(number, change, parts);
    this.#changes.set(number, change);
    return number;
  }

  /** Opens a change request and runs the plan job for it. */
  async propose(
    change: Files,
    { inputs, ...further }: Pick<RunParts, 'at' | 'inputs' | 'prepare'> = {},
  ): Promise<{ readonly number: number; readonly ran: Ran }> {
    const head = `head${this.forge.requests.length}`;
    const number = this.forge.open(head);
    const files = { ...this.main, ...change };
    this.forge.trees.set(head, treeOf(files));
    this.#changes.set(number, change);
    await this.#checkout(files);
    await further.prepare?.();
    const base = this.forge.commits.at(-1) ?? '';
    const trigger = { tag: 'change', number, head, base, isFork: false } as const;
    const parts = { trigger, inputs: { command: 'plan', ...inputs }, ...further } as const;
    return { number, ran: await this.workspace.clock.runUntil(this.#start(runPlan, parts)) };
  }

  readonly #changes = new Map<number, Files>();

  /** Plans a pull request (again). */
  async plan(
    number: number,
    change: Files,
    { target = 'production', author }: { readonly target?: string; readonly author?: string } = {},
  ): Promise<string> {
    await this.#checkout({ ...this.main, ...change });
    const { clock, context } = this.workspace;
    const found = await clock.runUntil(planChange(context, OPTIONS));
    if (found.tag === 'rejected') throw new Error(found.result.output);
    this.#run += 1;
    const { approvals, plan } = found;
    const { head } = this.forge.request(number);
    const marker: Marker = { kind: 'plan', target, head, run: this.#run, attempt: 1, approvals };
    this.forge.post(number, withMarker('A plan.', marker), author);
    return plan.fingerprint;
  }

  /** Merges: one new commit of main, or as many as a rebase or a merge creates. */
  merge(number: number, commits = 1): string {
    this.main = { ...this.main, ...this.#changes.get(number) };
    this.forge.merge(number);
    for (let commit = 1; commit < commits; commit += 1) this.#commit([number]);
    return this.#commit([number]);
  }

  /** A push without review. */
  push(change: Files): string {
    this.main = { ...this.main, ...change };
    return this.#commit();
  }

  #commit(pulls: readonly number[] = []): string {
    const sha = this.forge.push(pulls);
    this.forge.trees.set(sha, treeOf(this.main));
    return sha;
  }

  /** A push that leaves one manifest, for no existing stream. */
  empty(): void {
    this.main = cdn('another', { state: 'absent' });
    this.#commit();
  }

  /** The apply workflow at the newest commit. */
  apply(parts: RunParts = {}): Promise<Ran> {
    return this.#perform(runApply, { ...parts, inputs: { command: 'apply', ...parts.inputs } });
  }

  watch(parts: RunParts = {}): Promise<Ran> {
    return this.#perform(runWatch, this.#scheduled(parts));
  }

  /** Holds the lock of the account, like a running apply. @returns a function that releases it */
  async lock(): Promise<() => Promise<void>> {
    await this.#checkout(this.main);
    const { context } = this.workspace;
    let end = () => {};
    const over = new Promise<void>((resolve) => {
      end = resolve;
    });
    let holds = () => {};
    const held = new Promise<void>((resolve) => {
      holds = resolve;
    });
    const work = exclusively(context, async (open) => {
      await open(context, OPTIONS);
      holds();
      await over;
    });
    await Promise.race([held, work]);
    return async () => {
      end();
      await work;
    };
  }

  /** Two concurrent watches that do not know of each other. */
  async watchTwice(): Promise<readonly PromiseSettledResult<Ran>[]> {
    await this.#checkout(this.main);
    const runs = [this.#start(runWatch, this.#scheduled({})), this.#start(runWatch, this.#scheduled({}))];
    return this.workspace.clock.runUntil(Promise.allSettled(runs));
  }

  #scheduled(parts: RunParts): RunParts {
    const head = this.forge.commits.at(-1) ?? '';
    const trigger = { tag: 'other', head } as const;
    return { trigger, ...parts, inputs: { command: 'watch', ...parts.inputs } };
  }

  /** Merges a change with its plan, applies it and waits until it is stable. */
  async stable(change: Files): Promise<void> {
    this.merge(await this.pull(change));
    const { code, errors } = await this.apply();
    if (code !== 0) throw new Error(errors.join('\n'));
    await this.pass(2 * HOUR);
    await this.watch();
  }

  /** `success`, or the states of all deployments, oldest first. */
  states(): readonly (string | undefined)[] {
    return this.forge.ledger.map(({ state }) => state);
  }

  lastRecord(): ApplyRecord {
    const record = readRecord(this.forge.ledger.at(-1)?.record);
    if (!record) throw new Error('there is no record');
    return record;
  }

  async #perform(run: (job: Job) => Promise<number>, parts: RunParts): Promise<Ran> {
    await this.#checkout(this.main);
    await parts.prepare?.();
    return this.workspace.clock.runUntil(this.#start(run, parts));
  }

  async #start(run: (job: Job) => Promise<number>, parts: RunParts): Promise<Ran> {
    this.#run += 1;
    const stop = new AbortController();
    const ran = {
      errors: [] as string[],
      notices: [] as string[],
      log: [] as string[],
      events: [] as RunEvent[],
    };
    let summary = '';
    let counts: Counts | undefined;
    const listen = (event: RunEvent) => {
      ran.events.push(event);
      parts.at?.(event, () => stop.abort(new Error('stopped by the runner')));
    };
    const [before, head] = this.forge.commits.slice(-2);
    const {
      allow = {},
      rotate = [],
      checkProperties = false,
      overrideFreeze,
      ...settings
    } = parts.inputs ?? {};
    const job: Job = {
      context: {
        ...this.workspace.context,
        env: parts.env ?? { TOKEN: 'canary-secret' },
        signal: stop.signal,
        listen,
      },
      reporter: {
        info: (text) => ran.log.push(text),
        notice: (text) => ran.notices.push(text),
        warning: (text) => ran.notices.push(text),
        error: (text) => ran.errors.push(text),
        findings: (all) => ran.errors.push(...all.map(({ message }) => message)),
        counts: (counted) => {
          counts = counted;
        },
        summary: async (text) => {
          summary += text;
        },
      },
      settings: {
        command: 'apply',
        only: [],
        targetName: 'production',
        requireApprovedPlan: true,
        verifyDelivery: false,
        propertyWindow: [],
        watchMode: 'complete',
        given: new Set(),
        comment: true,
        commentAuthor: BOT,
        ...settings,
      },
      options: { ...OPTIONS, allow, rotate, checkProperties, ...defined({ overrideFreeze }) },
      forge: this.forge,
      trigger: parts.trigger ?? { tag: 'push', head: head ?? '', ...(before ? { before } : {}) },
      run: {
        repository: 'platform/streams',
        branch: 'main',
        number: this.#run,
        attempt: 1,
        id: String(this.#run),
        url: 'https://forge.example/run',
      },
      clean: (text) => text,
    };
    const configured = await configureJob(job);
    const code = configured.tag === 'configured' ? await run(configured.job) : 1;
    if (configured.tag === 'rejected')
      ran.errors.push(...configured.findings.map(({ message }) => `${configured.file}: ${message}`));
    return { code, ...ran, summary, ...(counts ? { counts } : {}) };
  }

  async #checkout(files: Files): Promise<void> {
    await rm('streams', { recursive: true, force: true });
    await rm('datastream.yaml', { force: true });
    for (const [name, text] of Object.entries(files))
      await this.workspace.write(`streams/${name}.yaml`, text);
  }
}

function treeOf(files: Files): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [posix.normalize(`streams/${name}.yaml`), text]),
  );
}
