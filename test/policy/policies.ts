import type { JsonObject } from '../../src/model/json.ts';
import type { Policy } from '../../src/model/policy.ts';
import { findViolations, type JudgedStream } from '../../src/policy/check.ts';
import { CDN, cdnSpec } from '../builders/streams.ts';

/** A policy at line 3 of the configuration file. */
export function policy(parts: Partial<Policy>): Policy {
  const position = { file: 'datastream.yaml', line: 3, column: 5 };
  return { reason: 'Privacy rules.', isOfTarget: false, position, ...parts };
}

/** What a policy does not allow in a stream: `forbiddenFields datasetFields/1`. */
export function violations(
  parts: Partial<Policy>,
  spec: JsonObject,
  stream: Partial<JudgedStream> = {},
): readonly string[] {
  const judged = { name: 'web-eu', collection: CDN, spec: cdnSpec(spec), ...stream };
  return findViolations([policy(parts)], judged).map(({ rule, path }) => `${rule} ${path.join('/')}`);
}
