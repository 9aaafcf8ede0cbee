import jsonPatch from 'fast-json-patch';
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/model/json.ts';
import type { ExpectedStream } from '../../src/model/property.ts';
import type { PropertyFinding, PropertyFix } from '../../src/model/property-finding.ts';
import { beacons, check, child, lineOf, logs, OFF, report, rule, stream, stream1 } from './properties.ts';

const LISTS = 'v2025-10-16';
const NUMBERS = 'v2023-01-05';

/** Applies a JSON Patch to the body of a rule tree. */
function patched(tree: Json, { jsonPatch: patch }: PropertyFix): JsonObject {
  const body = structuredClone({ rules: tree }) as object;
  const { newDocument } = jsonPatch.applyPatch(body, structuredClone(patch) as never, true);
  return (newDocument as { rules: JsonObject }).rules;
}

function findingOf(
  tree: Json,
  code: string,
  streams: readonly ExpectedStream[],
  ruleFormat = LISTS,
): PropertyFinding {
  const found = check(tree, streams, { ruleFormat }).find((one) => one.code === code);
  if (found === undefined) throw new Error(`no finding ${code}`);
  return found;
}

/** Applies the fix of a finding, and returns the lines of what is still found. */
function fixed(
  tree: Json,
  code: string,
  streams: readonly ExpectedStream[] = [stream()],
  ruleFormat = LISTS,
) {
  const { fix } = findingOf(tree, code, streams, ruleFormat);
  if (fix === undefined) throw new Error(`${code} has no fix`);
  const after = patched(tree, fix);
  return { fix, after, left: check(after, streams, { ruleFormat }).map(lineOf) };
}

describe('a fix in the form of the rule format', () => {
  test.each([
    ['an array of strings', LISTS, ['7000'], ['7000', '7050']],
    ['an array in the format "latest"', 'latest', ['7000'], ['7000', '7050']],
    ['an array where lists began', 'v2023-05-30', ['7000'], ['7000', '7050']],
    ['an array in place of a number', LISTS, 7000, ['7000', '7050']],
    ['an array in place of a string', LISTS, '7000', ['7000', '7050']],
    ['an array that an old format has', NUMBERS, ['7000'], ['7000', '7050']],
  ])('%s', (_, format, found, logStreamName) => {
    const { after, left } = fixed(rule([logs(found)]), 'stream-not-named', [stream()], format);
    expect(after).toEqual(rule([logs(logStreamName)]));
    expect(left).toEqual([]);
  });

  test.each([
    ['a number', '', 7050],
    ['a number in place of a removed one', 7000, 7050],
    ['a string in place of a removed one', '7000', '7050'],
  ])('%s', (_, found, logStreamName) => {
    const removed = stream({ name: 'gone', streamId: 7000, state: 'absent' });
    const { after, left } = fixed(rule([logs(found)]), 'stream-not-named', [stream(), removed], NUMBERS);
    expect(after).toEqual(rule([logs(logStreamName)]));
    expect(left).toEqual([]);
  });

  test('a behavior that can name only one stream, and names another, has none', () => {
    const { fix, message } = findingOf(rule([logs(7000)]), 'stream-not-named', [stream()], NUMBERS);
    expect(fix).toBeUndefined();
    expect(message).toContain('rule format v2023-05-30 or later');
  });
});

const on = (logStreamName: readonly string[]) => ({ logEnabled: true, logStreamName });

describe('the fix of', () => {
  const removed = stream({ name: 'gone', streamId: 7000, state: 'absent' });

  test('a missing behavior names all streams of the property', () => {
    const two = [stream(), stream({ name: 'second', streamId: 7060 }), stream1()];
    const { after, left } = fixed(rule([report()]), 'behavior-missing', two);
    const added = beacons('51', {
      streamType: 'BEACON_AND_LOG',
      logEnabled: true,
      logStreamName: ['7050', '7060'],
      samplingPercentage: 100,
    });
    expect(after).toEqual(rule([report(), added]));
    expect(left).toEqual([]);
  });

  test('a missing behavior for DataStream 1', () => {
    const { after, left } = fixed(rule([]), 'behavior-missing', [stream1()]);
    expect(after).toEqual(rule([beacons('51')]));
    expect(left).toEqual([]);
  });

  test('a behavior that is off', () => {
    const { after, left } = fixed(rule([OFF]), 'behavior-off');
    expect(after).toEqual(rule([logs(['7050'])]));
    expect(left).toEqual([]);
  });

  test('a DataStream 1 behavior keeps logging to DataStream 1', () => {
    const { after, left } = fixed(rule([beacons('7-51')]), 'stream-not-named');
    expect(after).toEqual(
      rule([
        beacons('7-51', {
          streamType: 'BEACON_AND_LOG',
          logEnabled: true,
          logStreamName: ['7050'],
          samplingPercentage: 100,
        }),
      ]),
    );
    expect(left).toEqual([]);
  });

  test('a DataStream 2 behavior keeps logging to DataStream 2', () => {
    const { after, left } = fixed(rule([logs(['7000'])]), 'stream-not-named', [stream1()]);
    expect(after).toEqual(
      rule([logs(['7000'], { streamType: 'BEACON_AND_LOG', enabled: true, datastreamIds: '51' })]),
    );
    expect(left).toEqual([]);
  });

  test('a list of DataStream 1 ids', () => {
    const { after, left } = fixed(rule([beacons('7-8')]), 'stream-not-named', [stream1()]);
    expect(after).toEqual(rule([beacons('7-8-51')]));
    expect(left).toEqual([]);
  });

  test('a child rule changes only its behavior', () => {
    const before = rule([logs(['7050'])], [child([report()], 'A'), child([report(), logs(['7000'])], 'B')]);
    const { after, left } = fixed(before, 'stream-not-named');
    const changed = child([report(), logs(['7000', '7050'])], 'B');
    expect(after).toEqual(rule([logs(['7050'])], [child([report()], 'A'), changed]));
    expect(left).toEqual([]);
  });

  test('named under criteria only adds a behavior to the default rule', () => {
    const before = rule([report()], [child([logs(['7050'])])]);
    const { after, left } = fixed(before, 'named-under-criteria-only');
    expect(after).toEqual(rule([report(), logs(['7050'])], [child([logs(['7050'])])]));
    expect(left).toEqual([]);
  });

  test('a share of logs', () => {
    const { after, left } = fixed(rule([logs(['7050'])]), 'sampling-overridden', [
      stream({ samplingPercentage: 10 }),
    ]);
    expect(after).toEqual(rule([logs(['7050'], { samplingPercentage: 10 })]));
    expect(left).toEqual([]);
  });

  test('both generations is the same for the streams of each', () => {
    const before = rule([
      beacons('7-51', {
        streamType: 'BEACON_AND_LOG',
        enabled: false,
        logEnabled: true,
        logStreamName: ['7000'],
      }),
    ]);
    const streams = [stream(), stream1()];
    const after = rule([
      beacons('7-51', { streamType: 'BEACON_AND_LOG', logEnabled: true, logStreamName: ['7000', '7050'] }),
    ]);
    expect(fixed(before, 'stream-not-named', streams)).toMatchObject({ after, left: [] });
    expect(fixed(before, 'behavior-off', streams)).toMatchObject({ after, left: [] });
  });

  test('one generation does not switch the other one on in an exception', () => {
    const exception = child([
      beacons('51', {
        streamType: 'BEACON_AND_LOG',
        enabled: false,
        logEnabled: true,
        logStreamName: ['7000'],
      }),
    ]);
    const before = rule([beacons('51', { streamType: 'BEACON_AND_LOG', ...on(['7050']) })], [exception]);
    const { after } = fixed(before, 'stream-not-named', [stream(), stream1()]);
    const changed = child([
      beacons('51', { streamType: 'BEACON_AND_LOG', enabled: false, ...on(['7000', '7050']) }),
    ]);
    expect(after).toEqual({ ...before, children: [changed] });
  });

  test('a removed stream names the others', () => {
    const { after, left } = fixed(rule([logs(['7000', '7050'])]), 'names-removed-stream', [
      stream(),
      removed,
    ]);
    expect(after).toEqual(rule([logs(['7050'])]));
    expect(left).toEqual([]);
  });

  test('a removed stream that was the only one switches logging off', () => {
    const two = fixed(rule([logs(['7000'])]), 'names-removed-stream', [removed]);
    expect(two.after).toEqual(
      rule([
        { name: 'datastream', options: { streamType: 'LOG', logEnabled: false, samplingPercentage: 100 } },
      ]),
    );
    // No ids would mean all streams.
    const one = fixed(rule([beacons('51')]), 'names-removed-stream', [stream1({ state: 'absent' })]);
    expect(one.after).toEqual(rule([beacons('51', { enabled: false })]));
    expect([...two.left, ...one.left]).toEqual([]);
  });

  test('a header switches on all headers that the streams need, but no cookies', () => {
    const two = [
      stream({ fields: [1017, 1023] }),
      stream({ name: 'second', streamId: 7060, fields: [1032] }),
    ];
    const before = rule([logs(['7050', '7060']), report({ logCookies: 'OFF' })]);
    const { after, left } = fixed(before, 'field-not-logged', two);
    expect(after).toEqual(rule([logs(['7050', '7060']), report({ logUserAgent: true, logReferer: true })]));
    expect(left).toEqual(['field-not-logged warning 7050 logCookies /rules']);
  });

  test('cookies logs all of them, and the message names the alternative', () => {
    const tree = rule([logs(['7050']), report()]);
    const { message } = findingOf(tree, 'field-not-logged', [stream({ fields: [1023] })]);
    expect(message).toContain('SOME with a list of cookies, or to ALL');
    const { after, left } = fixed(tree, 'field-not-logged', [stream({ fields: [1023] })]);
    expect(after).toEqual(rule([logs(['7050']), report({ logCookies: 'ALL' })]));
    expect(left).toEqual([]);
  });

  test('missing Log Request Details has the documented defaults', () => {
    const { after, left } = fixed(rule([logs(['7050'])]), 'field-not-logged', [stream({ fields: [1066] })]);
    expect(after).toEqual(rule([logs(['7050']), report({ logHost: true, logEdgeIP: true })]));
    expect(left).toEqual([]);
  });
});

describe('there is no fix, and the message says why, for', () => {
  const withMember = (member: JsonObject) => rule([{ ...logs(['7000']), ...member }]);

  test.each([
    ['a locked behavior', { locked: true }],
    ['a behavior that is locked in the words of the OpenAPI', { locked: 'true' }],
    ['an advanced behavior', { uuid: '0b6a1f5e' }],
  ])('%s', (_, member) => {
    const { fix, message } = findingOf(withMember(member), 'stream-not-named', [stream()]);
    expect(fix).toBeUndefined();
    expect(message).toContain('locked or advanced');
  });

  test('a behavior that names three streams', () => {
    const { fix, message } = findingOf(rule([logs(['1', '2', '3'])]), 'stream-not-named', [stream()]);
    expect(fix).toBeUndefined();
    expect(message).toContain('at most 3 active streams');
  });

  test('a behavior with an option whose value is not read', () => {
    const tree = rule([logs(['7000'], { token: 'h3Xq9-secret' })]);
    const { fix, message } = findingOf(tree, 'stream-not-named', [stream()]);
    expect(fix).toBeUndefined();
    expect(message).toContain('does not read the value of its option token');
  });

  test('the sampling of a behavior whose streams have different ones', () => {
    const streams = [
      stream({ samplingPercentage: 10 }),
      stream({ name: 'all', streamId: 7051, samplingPercentage: 100 }),
    ];
    const { fix, message } = findingOf(rule([logs(['7050', '7051'])]), 'sampling-overridden', streams);
    expect(fix).toBeUndefined();
    expect(message).toContain('one share for all of its streams');
  });

  test('a custom log field without a text', () => {
    const tree = rule([logs(['7050']), report()]);
    const { fix, message } = findingOf(tree, 'field-not-logged', [stream({ fields: [1082] })]);
    expect(fix).toBeUndefined();
    expect(message).toContain('customLogField to the text to log. There is no fix to paste');
  });
});

test('a rule that contains advanced features can still be changed', () => {
  const tree = { ...rule([logs(['7000'])]), uuid: '0b6a1f5e' };
  expect(fixed(tree, 'stream-not-named').after).toEqual({
    ...rule([logs(['7000', '7050'])]),
    uuid: '0b6a1f5e',
  });
});

test('a fix says from which version to create the new one', () => {
  const [newer] = check(rule([logs(['7000'])]), [stream()], { version: 6, latestVersion: 8 });
  expect(newer?.message).toContain('Create the new version from version 6: version 8 is not live');
  const [same] = check(rule([logs(['7000'])]), [stream()]);
  expect(same?.message).not.toContain('Create the new version');
});

describe('the rule of the Terraform provider', () => {
  const terraformOf = (tree: Json, code: string, streams: readonly ExpectedStream[], format: string) =>
    findingOf(tree, code, streams, format).fix?.terraform;

  test('has lists in new rule formats', () => {
    const tree = rule([], [child([logs(['7000'], { collectMidgressTraffic: false })], 'API\n"v2"')]);
    const terraform = terraformOf(tree, 'stream-not-named', [stream()], LISTS);
    expect(
      terraform,
    ).toBe(`# Rule "default > API\\n\\"v2\\"", in the block rules_v2025_10_16 of akamai_property_rules_builder
behavior {
  datastream {
    stream_type              = "LOG"
    log_enabled              = true
    log_stream_name          = ["7000", "7050"]
    sampling_percentage      = 100
    collect_midgress_traffic = false
  }
}
`);
  });

  test('has a number in old rule formats', () => {
    const terraform = terraformOf(rule([]), 'behavior-missing', [stream()], NUMBERS);
    expect(terraform).toContain('in the block rules_v2023_01_05 of');
    expect(terraform).toContain('    log_stream_name     = 7050\n');
  });

  test('says if the provider has no block for the rule format', () => {
    const latest = terraformOf(rule([]), 'behavior-missing', [stream()], 'latest');
    expect(latest).toContain('none for "latest"');
    const older = terraformOf(rule([]), 'behavior-missing', [stream()], 'v2018-02-27');
    expect(older).toContain('none for "v2018-02-27"');
  });

  test('spells all options as the provider does', () => {
    const details = report({ customLogField: '{{user.PMUSER_TRACE}}', cookies: ['session_kind'] });
    const terraform = terraformOf(
      rule([logs(['7050']), details]),
      'field-not-logged',
      [stream({ fields: [1037] })],
      LISTS,
    );
    expect(terraform).toContain(`  report {
    log_host             = false
    log_referer          = false
    log_user_agent       = false
    log_accept_language  = false
    log_cookies          = "OFF"
    log_custom_log_field = false
    log_edge_ip          = false
    log_x_forwarded_for  = true
    custom_log_field     = "{{user.PMUSER_TRACE}}"
    cookies              = ["session_kind"]
  }
`);
  });
});
