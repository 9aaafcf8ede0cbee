import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/model/json.ts';
import type { Plan } from '../../../src/model/plan.ts';
import type { PlanItem } from '../../../src/model/plan-item.ts';
import type { PropertyState } from '../../../src/model/property-logging.ts';
import { DS1, ds1Live, ds1Manifest } from '../../builders/datastream1-streams.ts';
import { planProperties, property, version, WWW } from '../../builders/property-logging.ts';
import { live, manifest } from '../../builders/streams.ts';
import { beacons, child, logs, OFF, rule } from '../../properties/properties.ts';

const NAMING = rule([logs(['7050'])]);
const EMPTY = rule([logs(['7000'])]);

function planOf(state: 'absent' | 'inactive', status: string, www: PropertyState) {
  return planProperties({
    manifests: [],
    streamManifests: [manifest('web', { state })],
    streams: [live(7050, 'web', { status })],
    properties: { [WWW]: www },
  });
}

function item(state: 'absent' | 'inactive', status: string, www: PropertyState): PlanItem | undefined {
  return planOf(state, status, www).items[0];
}

describe('a stream that a property names', () => {
  test.each<[string, PropertyState]>([
    ['live', property(NAMING)],
    ['on staging', property(EMPTY, { staging: version(12, NAMING) })],
    [
      'in its latest version',
      property(EMPTY, { draft: version(12, rule([logs(['7000'])], [child([logs(['7050'])])])) }),
    ],
  ])('%s is not deleted', (_, www) => {
    expect(item('absent', 'INACTIVE', www)).toMatchObject({
      action: 'blocked',
      steps: [],
      reasonCode: 'named-by-property',
    });
  });

  test('is deleted once no version names it, or only a behavior that is off', () => {
    const off: JsonObject = {
      ...OFF,
      options: { streamType: 'LOG', logEnabled: false, logStreamName: ['7050'] },
    };
    for (const tree of [EMPTY, rule([off])]) {
      expect(item('absent', 'INACTIVE', property(tree))).toMatchObject({ action: 'delete' });
    }
  });

  test('says which versions name it, and what to do', () => {
    const reason = item('absent', 'INACTIVE', property(NAMING, { draft: version(12, NAMING) }))?.reason;
    expect(reason).toBe(
      'version 11 of www.example.com and version 12 of www.example.com name stream 7050, and the next activation of a property that names a deleted stream fails; remove the stream there first, with spec.removeStreams in the manifest of the property, or in Property Manager',
    );
  });

  test.each(['absent', 'inactive'] as const)('is deactivated with a warning: %s', (state) => {
    const plan = planOf(state, 'ACTIVATED', property(NAMING));
    expect(plan.items[0]?.steps[0]).toEqual({ do: 'deactivate' });
    const naming = ({ warnings }: Plan) => warnings.filter(({ code }) => code === 'named-by-property');
    expect(naming(plan)).toMatchObject([
      {
        code: 'named-by-property',
        name: 'web',
        message: expect.stringContaining('version 11 of www.example.com names stream 7050'),
      },
    ]);
    expect(naming(planOf(state, 'ACTIVATED', property(EMPTY)))).toEqual([]);
  });

  test('is compared within its generation of the API', () => {
    const plan = planProperties({
      manifests: [],
      streamManifests: [ds1Manifest('old', { state: 'absent' })],
      streams: [ds1Live(7050, 'old', { status: 'DEACTIVATED' })],
      properties: { [WWW]: property(NAMING), 5: property(rule([beacons('51')]), { propertyId: 5 }) },
    });
    expect(plan.items).toMatchObject([{ ...DS1, action: 'delete' }]);
  });
});
