import type { Change } from '../../src/model/change.ts';
import type { Json } from '../../src/model/json.ts';
import type { ItemOutcome } from '../../src/model/outcome.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { PlanItem } from '../../src/model/plan-item.ts';
import type { PropertyCheck } from '../../src/model/property-finding.ts';
import { renderApply } from '../../src/render/apply/apply.ts';
import { renderFooter } from '../../src/render/comment/footer.ts';
import { renderDeliveryIssue } from '../../src/render/delivery-issue/delivery-issue.ts';
import { type DriftView, renderDrift } from '../../src/render/drift/drift.ts';
import { renderFindings } from '../../src/render/findings/findings.ts';
import { renderImport } from '../../src/render/import/import.ts';
import { renderMigrate } from '../../src/render/migrate/migrate.ts';
import { type OutcomeView, renderOutcome } from '../../src/render/outcome/outcome.ts';
import { renderOutcomeUpdate } from '../../src/render/outcome/update.ts';
import { renderPlan } from '../../src/render/plan/plan.ts';
import { renderPlanComment } from '../../src/render/plan-comment/plan-comment.ts';
import { renderStatus } from '../../src/render/status/status.ts';
import { renderVerify } from '../../src/render/verify/verify.ts';
import { hostileStream } from './delivery-fixtures.ts';
import { WORDS } from './github-words.ts';
import { desired, item, live, planOf } from './plan-builders.ts';
import { viewOf } from './plan-comment-fixtures.ts';
import { release } from './property-items.ts';
import { NOW } from './run-fixtures.ts';

/* Every page with one string in every member that users choose. */

const MARKDOWN = { format: 'markdown', color: false, width: 80 } as const;
const WHOLE = 10_000_000;

function changes(text: string): readonly Change[] {
  const values: Readonly<Record<string, Json>> = { '1': text, '2': text };
  return [
    {
      path: `/${text.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      before: text,
      after: `${text}!`,
    },
    { path: '/tags', before: values, after: { ...values, '3': text } },
    {
      path: '/datasetFields',
      before: [1],
      after: [2],
      added: [2],
      removed: [1],
      labels: { '1': text, '2': text },
    },
  ];
}

function items(text: string): readonly PlanItem[] {
  const reported = {
    modifiedBy: text,
    source: { file: text, line: 1 },
    changes: changes(text),
    ...desired({ destination: { password: { env: text } } }),
  };
  return [
    item(text, {
      ...reported,
      action: 'update',
      ...live(1, 1, 'ACTIVATED'),
      effects: ['goes-live', 'fields-removed', 'secret-needed', 'secret-to-new-destination'],
      steps: [
        { do: 'update', activate: true },
        { do: 'await', until: 'ACTIVATED' },
      ],
    }),
    item(text, {
      ...reported,
      action: 'deactivate',
      ...live(2, 1, text),
      effects: ['stops-logs'],
      steps: [{ do: 'deactivate' }],
    }),
    {
      ...release,
      name: text,
      source: { file: text, line: 1 },
      needs: [text],
      changes: [
        { path: '/rules/behaviors/0/options/logStreamName', place: text, before: text, after: `${text}!` },
      ],
      property: {
        ...release.property,
        propertyName: text,
        network: 'PRODUCTION',
        versions: [
          { version: 11, staging: text, production: text, modifiedBy: text, modifiedDate: text, note: text },
        ],
        warnings: [text],
        notes: [],
      },
    },
    item(text, { ...reported, action: 'blocked', reason: `because of ${text}` }),
    item(text, { ...reported, action: 'wait', ...live(3, 1, 'ACTIVATING'), steps: [] }),
  ];
}

function planAbout(text: string): Plan {
  return planOf(items(text), {
    orphans: [{ kind: 'DataStream2', logType: 'cdn', streamId: 4, name: text, status: text }],
    warnings: [{ code: 'unusable-row', name: text, message: text }],
    refusals: [{ code: 'ambiguous', message: text, names: [text] }],
  });
}

function outcomeAbout(text: string): OutcomeView['outcome'] {
  const one = { name: text, kind: 'DataStream2', logType: 'cdn', streamId: 1, version: 1 } as const;
  const results: readonly ItemOutcome[] = [
    { ...one, status: text, steps: [{ do: 'update', result: 'failed', error: text }] },
    {
      ...one,
      name: `${text}.`,
      status: 'ACTIVATING',
      steps: [{ do: 'await', result: 'pending' }],
      affected: {
        streams: [{ streamId: 5, name: text, version: 1 }],
        sources: [{ id: 6, name: text }],
      },
    },
    { ...one, reason: text, steps: [] },
  ];
  const { warnings, target } = planAbout(text);
  return { formatVersion: 1, target, outcome: 'failed', requests: 1, items: results, refusals: [], warnings };
}

function outcomeViewAbout(text: string): OutcomeView {
  const approved = {
    kind: 'DataStream2',
    logType: 'cdn',
    name: text,
    base: 1,
    desired: 'x',
    by: `${text}.`,
  } as const;
  const change = { path: '/destination/displayName', before: text, after: `${text}!` };
  return {
    targetName: text,
    words: WORDS,
    watchMode: 'complete',
    plan: planAbout(text),
    outcome: outcomeAbout(text),
    coverage: [
      { tag: 'covered', name: `${text}.`, by: `${text}.` },
      { tag: 'other-base', name: text, approved: [approved] },
    ],
    satisfied: [
      {
        ...{ name: text, after: text },
        version: { version: 2, isOurs: false, modifiedBy: text, modifiedDate: text },
      },
    ],
    explanations: [
      {
        name: text,
        approved: [{ by: `${text}.`, base: 1, changes: [change] }],
        versions: [{ version: 2, isOurs: false, modifiedBy: text, modifiedDate: text }],
        elsewhere: [change],
      },
    ],
    manual: { planId: 'sha256:ab', allow: [], rotate: [text], only: [] },
  };
}

function driftAbout(text: string): DriftView {
  const one = { name: text, kind: 'DataStream2', logType: 'cdn', streamId: 1, version: 1 } as const;
  const rest = { wanted: 'active', next: 'none', modifiedBy: text } as const;
  return {
    targetName: text,
    words: WORDS,
    waiting: { items: planAbout(text).items, since: '2026-03-01T00:00:00Z', isLate: true },
    activating: [],
    undone: new Map([
      [
        text,
        {
          version: 12,
          how: 'rewritten',
          by: { version: 13, modifiedBy: text, modifiedDate: text },
          fixes: [],
        },
      ],
    ]),
    postponed: items(text).filter(({ kind }) => kind === 'PropertyLogging'),
    lacking: [{ name: text, kind: 'DataStream2', references: [text] }],
    status: {
      formatVersion: 1,
      target: 'https://akab-example.luna.akamaiapis.net',
      items: [
        { ...one, ...rest, name: `${text}.`, status: text, condition: 'unknown' },
        { ...one, ...rest, name: `${text}.`, status: 'DEACTIVATED', condition: 'reverted' },
        { ...one, ...rest, status: 'ACTIVATING', condition: 'overdue' },
        {
          ...one,
          ...rest,
          status: 'ACTIVATING',
          condition: 'in-transition',
          since: text,
          earliestEdit: text,
        },
      ],
      orphans: [{ kind: 'DataStream2', logType: 'cdn', streamId: 4, name: text, status: text }],
    },
    drift: items(text),
    actors: new Map(items(text).map(({ name }) => [name, { tag: 'known', by: text, at: text }])),
    outcome: outcomeAbout(text),
    place: 'summary',
    now: NOW,
  };
}

const footerAbout = (text: string) =>
  renderFooter({
    did: 'Applied',
    commit: 'abc1234',
    at: text,
    run: { number: 1, attempt: 1, url: 'https://github.com/acme/logs/actions/runs/1' },
    words: WORDS,
    folder: text,
  });

function propertyCheckAbout(text: string): PropertyCheck {
  const fix = { ruleTree: { [text]: text }, jsonPatch: [{ path: text, value: text }], terraform: text };
  return {
    propertiesChecked: 1,
    propertyFindings: [
      {
        code: 'stream-not-named',
        severity: 'warning',
        property: { propertyId: 1, propertyName: text, version: 1 },
        rule: { path: text, pointer: '/rules', criteria: [text] },
        message: text,
        fix,
      },
    ],
  };
}

const LEFT = { sha: 'abc1234', ending: { tag: 'failed', stopped: 1 } } as const;

const finding = { severity: 'error', code: 'invalid-value', line: 1, column: 1 } as const;

/** Markdown of each page that contains a string, by kind of page. */
export const PAGES_ABOUT: Readonly<Record<string, (text: string) => string>> = {
  'plan comment': (text) =>
    renderPlanComment(
      viewOf(planAbout(text), { targetName: text, changed: new Set(), drift: items(text) }),
      WHOLE,
    ).text,
  'plan comment of an own change': (text) =>
    renderPlanComment(viewOf({ ...planAbout(text), refusals: [] }, { targetName: text }), WHOLE).text,
  outcome: (text) => renderOutcome(outcomeViewAbout(text), WHOLE).text,
  'outcome that the watch updated': (text) =>
    renderOutcomeUpdate(
      {
        targetName: text,
        target: text,
        streams: [
          { kind: 'DataStream1', name: text, streamId: 1, version: 1, status: text, end: 'lost' },
          { kind: 'DataStream1', name: text, end: 'done' },
        ],
        stopped: 0,
        isComplete: false,
        before: `${renderOutcome(outcomeViewAbout(text), WHOLE).text}\n\n${footerAbout(text)}`,
        now: NOW,
      },
      WHOLE,
    ).text,
  drift: (text) => renderDrift(driftAbout(text), WHOLE).text,
  'drift that an apply has left': (text) =>
    renderDrift(
      { ...driftAbout(text), unfinished: { ...LEFT, names: new Set([text]) }, place: 'issue' },
      WHOLE,
    ).text,
  'delivery issue': (text) =>
    renderDeliveryIssue(
      {
        targetName: text,
        target: 'https://akab-example.luna.akamaiapis.net',
        items: [{ ...hostileStream(text), delivery: 'failing' }],
        properties: propertyCheckAbout(text),
        now: NOW,
      },
      WHOLE,
    ).text,
  'plan with a check of properties': (text) =>
    renderPlan({ ...planAbout(''), ...propertyCheckAbout(text) }, MARKDOWN),
  plan: (text) => renderPlan({ ...planAbout(text), target: text }, MARKDOWN),
  apply: (text) => renderApply({ ...outcomeAbout(text), target: text }, planAbout(text), MARKDOWN),
  status: (text) => renderStatus({ ...driftAbout(text).status, target: text }, { ...MARKDOWN, now: NOW }),
  verify: (text) =>
    renderVerify(
      { formatVersion: 1, target: text, requests: 1, items: [hostileStream(text)] },
      { ...MARKDOWN, now: NOW },
    ),
  findings: (text) =>
    renderFindings(
      { findings: [{ ...finding, file: text, message: text, hint: text }], files: 1, manifests: [] },
      MARKDOWN,
    ),
  import: (text) =>
    renderImport(
      {
        target: text,
        imported: [
          {
            file: text,
            name: text,
            collection: text,
            streamId: 1,
            version: 1,
            status: text,
            references: [{ member: text, suggestedName: text }],
            notReturned: [{ member: text, sets: 1 }],
          },
        ],
        toMend: [{ file: text, line: 1, column: 1, message: text }],
        notImported: [{ streamId: 9, name: text, message: text }],
      },
      MARKDOWN,
    ),
  migrate: (text) =>
    renderMigrate(
      {
        target: text,
        migrated: [],
        refused: [{ name: text, connector: text, reason: text }],
      },
      MARKDOWN,
    ),
};
