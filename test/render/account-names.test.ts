import { describe, expect, it } from 'vitest';
import type { DeliveryItem } from '../../src/model/delivery.ts';
import type { PropertyCheck } from '../../src/model/property-finding.ts';
import { redactPlan } from '../../src/render/comment/hide-account.ts';
import { renderDeliveryIssue } from '../../src/render/delivery-issue/delivery-issue.ts';
import { renderOutcomeUpdate } from '../../src/render/outcome/update.ts';
import { planOf } from './plan-builders.ts';
import { NOW } from './run-fixtures.ts';

const HOST = 'akab-example.luna.akamaiapis.net';
const TARGET = `https://${HOST} (account 1-ABCDE)`;
const ERROR = `GET /papi/v1/properties/1 failed (500): see https://${HOST}/papi/v1, account 1-ABCDE, ${TARGET}.`;

const delivery = (word: DeliveryItem['delivery']): DeliveryItem => ({
  name: 'web',
  kind: 'DataStream2',
  logType: 'cdn',
  streamId: 7050,
  delivery: word,
  reason: ERROR,
  errors: [{ category: 'other', codes: [HOST, '1-ABCDE'], count: 3, advice: 'Look up the codes.' }],
});

const properties: PropertyCheck = {
  propertiesChecked: 1,
  propertyFindings: [
    {
      code: 'unreadable',
      severity: 'warning',
      property: { propertyId: 1, propertyName: 'www.example.com' },
      message: ERROR,
    },
  ],
};

const where = { target: TARGET, targetName: 'production', now: NOW };

describe('the host and the account key of a target', () => {
  it.each<readonly [string, string]>([
    [
      'delivery issue',
      JSON.stringify(
        renderDeliveryIssue(
          { ...where, items: [delivery('failing'), delivery('unknown')], properties },
          60_000,
        ),
      ),
    ],
    [
      'outcome that the watch updated',
      renderOutcomeUpdate(
        {
          ...where,
          streams: [
            { kind: 'DataStream2', logType: 'cdn', name: 'web', end: 'done', delivery: delivery('unknown') },
          ],
          stopped: 0,
          isComplete: true,
        },
        60_000,
      ).text,
    ],
    [
      'plan with a check of properties',
      JSON.stringify({
        ...redactPlan({ ...planOf([]), target: TARGET, ...properties }, 'production'),
        target: '',
      }),
    ],
    [
      'plan without a check of properties',
      JSON.stringify({
        ...redactPlan({ ...planOf([]), target: TARGET, propertyProblem: ERROR }, 'production'),
        target: '',
      }),
    ],
  ])('are not in the %s', (_, text) => {
    expect(text).toContain('production');
    expect(text).not.toMatch(/akamaiapis|akab|1-ABCDE/);
  });
});
