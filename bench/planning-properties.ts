import type { JsonObject } from '../src/model/json.ts';
import type { PropertyState, VersionContent } from '../src/model/property-logging.ts';
import { childRule, feature, ruleTree } from '../src/simulator/vendor/rule-trees.ts';
import {
  planProperties,
  property,
  propertyManifest,
  version,
  versionRow,
} from '../test/builders/property-logging.ts';
import { datastream } from '../test/builders/rule-trees.ts';
import { cdnSpec, live, manifest } from '../test/builders/streams.ts';
import { collectGarbage, costOf, median, times } from './measure.ts';
import { count, ratio, type Section } from './report.ts';

const SIZE = 500;
const RULES = 200;
/** One rule in this number has a DataStream behavior of its own. */
const LOGGED = 20;
/** One property in this number needs a change, which a newer version has already. */
const CHANGED = 10;
const ROUNDS = 5;
const MOST = 3;
const [OTHER, WEB] = [7000, 7050] as const;

/** The rule trees of a property as responses have them. */
interface Texts {
  readonly live: string;
  readonly draft?: string;
}

/** Measures planning properties from the texts of their rule trees, compared with parsing these texts alone. */
export async function measurePropertyPlanning(): Promise<Section> {
  const texts = Array.from({ length: SIZE }, (_, index) => textsOf(index));
  const bytes = texts.reduce((sum, { live: one, draft = '' }) => sum + one.length + draft.length, 0);
  const costs = await times(ROUNDS, async () => ({
    bare: await cpu(() => texts.map(parsed)),
    ours: await cpu(() => plan(texts)),
  }));
  const each = (seconds: readonly number[]) => ((median(seconds) / SIZE) * 1e6).toFixed(0);
  const found = median(costs.map(({ bare, ours }) => ours / bare));
  return {
    title: '9. Planning properties, against parsing their rule trees as JSON',
    notes: [
      `Trees of ${RULES} rules. One property in ten needs a change that a newer version has, so that both trees`,
      'are compared. Bare: JSON.parse of the same texts. Processor time; median of alternating rounds.',
    ],
    heads: [count(SIZE)],
    rows: [
      { label: 'megabytes of rule trees', cells: [(bytes / 1e6).toFixed(0)] },
      { label: 'bare, microseconds a property', cells: [each(costs.map(({ bare }) => bare))] },
      { label: 'ours, microseconds a property', cells: [each(costs.map(({ ours }) => ours))] },
      { label: 'ratio', cells: [ratio(found)], aim: { text: `under ${MOST}`, met: found < MOST } },
    ],
  };
}

async function cpu(work: () => unknown): Promise<number> {
  collectGarbage();
  return (await costOf(work)).cpu;
}

function parsed({ live: one, draft }: Texts): readonly JsonObject[] {
  return [one, ...(draft === undefined ? [] : [draft])].map((text) => JSON.parse(text) as JsonObject);
}

/** Plans all properties. It throws if the plan is not as expected, because then something else was measured. */
function plan(texts: readonly Texts[]) {
  const states = texts.map((one, index) => stateOf(one, index));
  const spec = cdnSpec({ properties: states.map(({ propertyId }) => propertyId) });
  const made = planProperties({
    manifests: [propertyManifest({ properties: states.map(({ propertyId }) => propertyId) })],
    streamManifests: [manifest('web', { spec })],
    streams: [live(WEB, 'web', { spec }), live(OTHER, 'other')],
    properties: Object.fromEntries(states.map((state) => [state.propertyId, state])),
  });
  const { activate, unchanged } = made.summary;
  if (activate * CHANGED !== texts.length || activate + unchanged !== texts.length + 1)
    throw new Error(`the plan activates ${activate} versions and leaves ${unchanged} items alone`);
  return made;
}

function stateOf(texts: Texts, index: number): PropertyState {
  const [tree = {}, changed] = parsed(texts);
  const draft: VersionContent | undefined = changed && version(12, changed);
  return property(tree, {
    propertyId: 400_000 + index,
    propertyName: nameOf(index),
    ...(draft ? { draft, versions: [versionRow(12), LIVE] } : { versions: [LIVE] }),
  });
}

const LIVE = versionRow(11, { stagingStatus: 'ACTIVE', productionStatus: 'ACTIVE' });

function textsOf(index: number): Texts {
  const changed = JSON.stringify(treeOf(index, [OTHER, WEB]));
  return index % CHANGED === 0
    ? { live: JSON.stringify(treeOf(index, [OTHER])), draft: changed }
    : { live: changed };
}

/** A tree with rules in groups of ten, as in Property Manager. */
function treeOf(index: number, streamIds: readonly number[]): JsonObject {
  const logs = datastream(streamIds);
  const rules = Array.from({ length: RULES - RULES / 10 - 1 }, (_, number) =>
    pathRule(`Rule ${number}`, `/${index}/${number}/*`, number % LOGGED === 0 ? [logs] : []),
  );
  const groups = Array.from({ length: RULES / 10 }, (_, number) =>
    childRule(`Group ${number}`, [], { children: rules.slice(number * 9, number * 9 + 9) }),
  );
  return ruleTree(nameOf(index), { behaviors: [logs], children: groups });
}

function pathRule(name: string, path: string, behaviors: readonly JsonObject[]): JsonObject {
  const criterion = feature('path', {
    matchOperator: 'MATCHES_ONE_OF',
    values: [path],
    matchCaseSensitive: true,
  });
  const caching = feature('caching', { behavior: 'MAX_AGE', mustRevalidate: false, ttl: '7d' });
  const header = feature('modifyOutgoingResponseHeader', {
    action: 'MODIFY',
    standardModifyHeaderName: 'CACHE_CONTROL',
    newHeaderValue: `public, max-age=${name.length}`,
    avoidDuplicateHeaders: true,
  });
  return childRule(name, [criterion], { behaviors: [caching, header, ...behaviors] });
}

function nameOf(index: number): string {
  return `site-${index}.example.com`;
}
