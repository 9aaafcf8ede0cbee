import { describe, expect, it } from 'vitest';
import { problem } from '../../../src/api/transport/problem-details.ts';
import { BASE, STREAMS } from '../datastream1-content.ts';

const LOGS = '/datastream-pull-api/v1/streams/6301/raw-logs';
const of = (status: number, detail = '', path = `${STREAMS}/6301`, method: 'GET' | 'PUT' = 'PUT') =>
  problem({ method, path }, { status, headers: {}, body: JSON.stringify({ errors: [{ detail }] }) });

describe('an error of DataStream 1', () => {
  it.each([
    [404, ''],
    [404, 'Resource not found'],
    [400, 'Stream does not exist. Please provide valid stream.'],
    [400, 'Stream with id 6301 does not exist.'],
    [422, 'The stream does not exist'],
    [400, 'Version 7 does not exist.'],
  ])('is no-such-stream for %i %s', (status, detail) => {
    expect(of(status, detail)).toMatchObject({ kind: 'no-such-stream', details: { happened: 'nothing' } });
  });

  it.each([
    [400, 'Property 5 does not exist.', `${STREAMS}/6301`],
    [422, '', `${STREAMS}/6301`],
    [402, 'Stream does not exist', `${STREAMS}/6301`],
    [405, '', `${STREAMS}/6301`],
    [404, '', STREAMS],
    [404, '', `${BASE}/properties/group/1`],
  ])('is refused for %i %s of %s', (status, detail, path) => {
    expect(of(status, detail, path)).toMatchObject({ kind: 'refused', details: { happened: 'nothing' } });
  });

  it('names no log type, since there are none', () => {
    for (const path of [`${STREAMS}/6301`, LOGS]) {
      const { hint } = of(404, '', path).details;
      expect(hint).toContain('spec.streamId');
      expect(hint).not.toContain('logType');
    }
    expect(of(404, '', '/datastream-config-api/v3/log/cdn/streams/1').details.hint).toContain('spec.logType');
  });

  it.each([
    [STREAMS, 'GET', 'the service "Datastream Config" with READ-ONLY'],
    [STREAMS, 'PUT', 'the service "Datastream Config" with READ-WRITE'],
    [LOGS, 'GET', 'the service "DataStream" with READ-ONLY'],
  ] as const)('says which grant %s needs for %s', (path, method, hint) => {
    expect(of(403, '', path, method).details.hint).toContain(hint);
  });
});
