import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import jsonPatch, { type Operation } from 'fast-json-patch';
import type { Result } from '../src/commands/session/context.ts';
import type { JsonObject } from '../src/model/json.ts';
import type { AccountState } from '../src/simulator/state/account-state.ts';
import { NO_UPLOADS, sumOf, type Uploads } from '../src/simulator/state/delivered.ts';
import { activeVersion, withRules } from '../src/simulator/state/property.ts';
import { manifestFor } from './manifest.ts';
import type { Server, Session } from './session.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** How long an activation takes. Four uploads of an uploader fit into it. */
const ACTIVATION = 2 * MINUTE;
/**
 * How long it takes until metrics show that a new version delivers: the rest of an interval of five minutes, a complete
 * one, and the next one, because verify skips the newest complete interval.
 */
const DELIVERING = 16 * MINUTE;
/** How long it takes until metrics show three intervals without a success, in the same way. */
const FAILING = 31 * MINUTE;
/** How long an upload is retried, and one minute more. */
const RETRIED = 6 * MINUTE;
/** How long it takes until each uploader has sent several times. */
const SEVERAL_UPLOADS = 2 * MINUTE;
const NAME = 'agent-analytics';
/** The title of the result. Before it, apply prints the plan. */
const APPLY = 'DataStream apply';
export const STATE = 'simulator.json';

/**
 * From a manifest to records in a file, as in Profound's guide and in Akamai's post about custom endpoints. Each method
 * is one step. Files are in the current folder.
 */
export class Story {
  readonly session: Session;
  #receiver: Server | undefined;
  #simulator: Server | undefined;
  #port = 0;
  #target = '';

  constructor(session: Session) {
    this.session = session;
  }

  async startReceiver(): Promise<void> {
    await mkdir('secrets');
    await this.#acceptPasswords('first', 'first');
    this.#receiver = this.session.start(
      'receive --self-signed --port 0 --admin-port 0 --dir logs --user example --password file:secrets/current --password file:secrets/next',
    );
    const [, port = ''] = await this.#receiver.saw(/listening on https:\/\/127\.0\.0\.1:(\d+)/);
    await this.#receiver.saw(/END CERTIFICATE/);
    this.#port = Number(port);
  }

  async startSimulator(): Promise<void> {
    this.#simulator = this.session.start(
      `simulate --deliver --port 0 --movement ${ACTIVATION / SECOND}s --empty --file ${STATE}`,
    );
    const [text, url = ''] = await this.#simulator.saw(/(http:\/\/\S+)\. Its[\s\S]*datastream plan/);
    for (const [, name = '', value = ''] of text.matchAll(/export (\w+)=(\S+)/g))
      this.session.env[name] = value;
    this.#target = `--endpoint ${url}`;
  }

  async plan(): Promise<void> {
    await mkdir('streams');
    await writeFile(`streams/${NAME}.yaml`, manifestFor(this.#port));
    await copyFile('.datastream/receive/localhost.crt', 'streams/localhost.crt');
    await this.session.run(`plan --check-properties ${this.#target}`);
  }

  async apply(): Promise<void> {
    Object.assign(this.session.env, { PROFOUND_ORGANIZATION: 'example', PROFOUND_INGESTION_TOKEN: 'first' });
    await this.session.run(`apply --yes ${this.#target}`, APPLY);
  }

  async findMissingName(): Promise<void> {
    await this.session.run(`status --check-properties ${this.#target}`);
  }

  /** Applies the fixes of the findings to the rules of the simulated property, and activates the new version. */
  async nameStream(): Promise<void> {
    const { output } = await this.query('status --check-properties --format json');
    const { propertyFindings } = JSON.parse(output) as { readonly propertyFindings: readonly Finding[] };
    const state = JSON.parse(await readFile(STATE, 'utf8')) as AccountState;
    const properties = state.accountObjects.properties.map((property) => {
      const own = propertyFindings.filter((each) => each.property.propertyId === property.propertyId);
      const live = activeVersion(property, 'PRODUCTION');
      const patch = own.flatMap(({ fix }) => fix?.jsonPatch ?? []);
      if (!live || patch.length === 0) return property;
      const tree = { rules: structuredClone(live.rules) as JsonObject };
      const { rules } = jsonPatch.applyPatch(tree, structuredClone(patch) as Operation[]).newDocument;
      return withRules(property, {
        ...{ rules, by: 'example', at: this.session.time.foreground.now() },
        activeOn: ['STAGING', 'PRODUCTION'],
      });
    });
    const accountObjects = { ...state.accountObjects, properties };
    await writeFile(STATE, JSON.stringify({ ...state, accountObjects }));
    await this.session.run(`status --check-properties ${this.#target}`);
  }

  /** The stream becomes active, and its first records arrive. */
  async receiveRecords(): Promise<void> {
    await this.session.time.pass(ACTIVATION + SEVERAL_UPLOADS);
    const { type, print } = this.session.display;
    type('tail -n 1 logs/current.jsonl');
    print((await readLines()).at(-1) ?? '');
  }

  async verifyDelivery(): Promise<void> {
    await this.session.time.pass(DELIVERING);
    await this.session.run(`verify ${this.#target}`);
  }

  /** The receiver accepts another password only. The simulator does not retry after a 401. */
  async changePassword(): Promise<void> {
    await this.#acceptPasswords('second', 'second');
    await this.session.time.pass(FAILING);
    await this.session.run(`verify ${this.#target}`);
  }

  async rotateSecret(): Promise<void> {
    await this.#rotateTo('second');
    await this.session.time.pass(ACTIVATION + DELIVERING);
    await this.session.run(`verify ${this.#target}`);
  }

  /**
   * The receiver accepts the old and the new password until the update is active, and until uploads of the previous
   * version are no longer retried.
   */
  async rotateWithoutLoss(): Promise<void> {
    await this.#acceptPasswords('second', 'third');
    await this.#rotateTo('third', APPLY);
    await this.session.time.pass(ACTIVATION + RETRIED);
    await this.#acceptPasswords('third', 'third');
    await this.session.time.pass(DELIVERING);
    await this.session.run(`verify ${this.#target}`);
  }

  /** Runs a command against the simulated account, without showing it. */
  query(line: string): Promise<Result> {
    return this.session.query(`${line} ${this.#target}`);
  }

  /** Stops both servers, and counts the collected and the received records. */
  async count(): Promise<void> {
    const { failed } = await readTotals();
    await this.stop();
    const totals = await readTotals();
    const { type, print, explain } = this.session.display;
    type('cat logs/closed/*.jsonl | wc -l');
    print(String((await readLines()).length));
    explain(
      `${totals.attempted} records were collected: ${failed} of them were rejected with 401, and ${totals.failed - failed} were not yet uploaded.`,
    );
  }

  /** Stops both servers. */
  async stop(): Promise<void> {
    await this.#simulator?.stop();
    await this.#receiver?.stop();
  }

  /** Sets the passwords that the receiver accepts from now on. */
  async #acceptPasswords(current: string, next: string): Promise<void> {
    await writeFile('secrets/current', current);
    await writeFile('secrets/next', next);
    if (!this.#receiver) return;
    this.#receiver.hangUp();
    await this.#receiver.saw(/receive: reloaded/);
  }

  async #rotateTo(password: string, shownFrom?: string): Promise<void> {
    this.session.env['PROFOUND_INGESTION_TOKEN'] = password;
    await this.session.run(`apply --yes --rotate ${NAME} ${this.#target}`, shownFrom);
  }
}

interface Finding {
  readonly property: { readonly propertyId: number };
  readonly fix?: { readonly jsonPatch?: readonly unknown[] };
}

/** The sums of all upload metrics. What was not uploaded when the simulator stopped has failed. */
export async function readTotals(): Promise<Uploads> {
  const { delivered = [] } = JSON.parse(await readFile(STATE, 'utf8')) as AccountState;
  return delivered.flatMap(({ intervals }) => intervals).reduce(sumOf, NO_UPLOADS);
}

/** The lines that the receiver has written, oldest first. */
export async function readLines(): Promise<readonly string[]> {
  const closed = (await readdir('logs/closed')).sort().map((name) => `logs/closed/${name}`);
  const current = (await readdir('logs')).includes('current.jsonl') ? ['logs/current.jsonl'] : [];
  const texts = await Promise.all([...closed, ...current].map((file) => readFile(file, 'utf8')));
  return texts.join('').split('\n').slice(0, -1);
}
