import { expect, it } from 'vitest';
import { createMetrics } from '../../../src/receive/admin/metrics.ts';

it('counters with a label start with 0, so that the first event is an increase', async () => {
  const { text } = await createMetrics().expose();
  expect(text).toContain('datastream_receive_requests_total{code="503"} 0\n');
  expect(text).toContain('datastream_receive_rejected_total{reason="json"} 0\n');
  expect(text).toContain('datastream_receive_auth_failures_total{kind="certificate"} 0\n');
});
