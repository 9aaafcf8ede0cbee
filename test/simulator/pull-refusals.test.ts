import { describe, expect, it } from 'vitest';
import { seeded1 } from '../builders/datastream1-bodies.ts';
import { objectIn, START } from './client.ts';
import { HOUR, iso, PULL } from './pull.ts';

describe('refusals of the Pull API', () => {
  const good = `start=${iso(START - HOUR)}&end=${iso(START)}`;

  it.each([
    ['9/raw-logs', good, /stream does not exist/],
    ['7050/raw-logs', good, /stream does not exist/],
    ['x/raw-logs', good, /stream does not exist/],
    ['6301/raw-logs', good, /type AGGREGATE and has no raw logs/],
    ['6310/aggregate-logs', good, /type RAW and has no aggregate logs/],
    ['6310/raw-logs', `end=${iso(START)}`, /start is required/],
    ['6310/raw-logs', `start=${iso(START)}`, /end is required/],
    ['6310/raw-logs', `start=yesterday&end=${iso(START)}`, /start must be an ISO 8601 time/],
    ['6310/raw-logs', `start=2026-13-01T00:00:00Z&end=${iso(START)}`, /ISO 8601/],
    ['6310/raw-logs', `start=2026-03-01T12:30:00+01:00&end=${iso(START)}`, /ISO 8601/],
    ['6310/raw-logs', `start=${iso(START)}&end=${iso(START)}`, /before end/],
    ['6310/raw-logs', `start=${iso(START)}&end=${iso(START + 1)}`, /in the future/],
    ['6310/raw-logs', `start=${iso(START - 12 * HOUR - 1)}&end=${iso(START)}`, /12 hours/],
    ['6310/raw-logs', `${good}&page=-1`, /page must be a whole number/],
    ['6310/raw-logs', `${good}&size=0`, /size must be from 1 to 10000/],
    ['6310/raw-logs', `${good}&size=10001`, /size must be from 1/],
    ['6310/raw-logs', `${good}&aggregateMetric=2xx`, /no metrics/],
    ['6301/aggregate-logs', `${good}&aggregateMetric=2xx,6xx`, /no such metric/],
    ['6301/aggregate-logs', `${good}&aggregateMetric=2xx_dist`, /no such metric/],
  ])('%s?%s', async (path, query, text) => {
    const answer = await seeded1().send('GET', `${PULL}/${path}?${query}`);
    expect(answer.status).toBe(400);
    const body = objectIn(answer);
    expect(body).toMatchObject({
      timestamp: '2026-03-01T12:00:00.000Z',
      status: 400,
      error: 'Bad Request',
      path: `${PULL}/${path}`,
    });
    expect(body['message']).toMatch(text);
    expect(answer.headers['content-type']).toBe('application/json');
  });

  it.each(['2026-03-01T11:00Z', '2026-03-01T11:00:00Z', '2026-03-01T12%3A00%3A00%2B01%3A00'])(
    'accept the time %s',
    async (start) => {
      const answer = await seeded1().send('GET', `${PULL}/6310/raw-logs?start=${start}&end=${iso(START)}`);
      expect(answer.status).toBe(200);
    },
  );
});
