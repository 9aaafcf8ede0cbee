const it = (_: string, f: () => void, __?: number) => f();
import { manifest, live, observed, hash, TARGET, cdnSpec } from './world.ts';
import { makePlan } from '../../src/plan/plan.ts';
import { DEFAULT_LIMITS } from '../../src/plan/observed.ts';
const U = { live: 1e9, deactivate: 1e9, delete: 1e9, remove: 1e9 };
it('perf', () => {
  for (const mode of ['same', 'edit', 'create', 'lookalike', 'named']) for (const n of [1000, 1000, 10000]) {
    const spec = (i: number) => cdnSpec({ properties: [mode==='named' ? `name of ${100000 + i}` : 100000 + i], datasetFields: [1000,1002,1005,1006,1008,1009,1011,1012,1013,1014,1023] });
    const lspec = (i: number) => cdnSpec({ properties: [100000 + i], datasetFields: [1000,1002,1005,1006,1008,1009,1011,1012,1013,1014,1023] });
    const manifests = Array.from({ length: n }, (_, i) => manifest(mode === 'lookalike' ? `x${i}` : `s${i}`, { spec: mode === 'edit' ? { ...spec(i), collectMidgress: true } : spec(i) }));
    const streams = mode === 'create' ? [] : Array.from({ length: n }, (_, i) => live(i + 1, `s${i}`, { spec: lspec(i) }));
    const rows = new Map([['DataStream2/cdn', streams.map(({ body, ...r }) => r)]]);
    const obs = { target: TARGET, rows, details: new Map(streams.map((s) => [`DataStream2/cdn/${s.streamId}`, s])), names: new Map() };
    (globalThis as any).gc?.();
    const m0 = process.memoryUsage().heapUsed;
    const c0 = process.cpuUsage();
    const plan = makePlan({ target: TARGET, manifests, observed: obs, limits: U, rotate: [], requestsUsed: 0, hash });
    const c = process.cpuUsage(c0);
    const m1 = process.memoryUsage().heapUsed;
    console.log(mode, n, ((c.user + c.system) / 1000).toFixed(0), 'ms cpu', ((m1 - m0) / 1e6).toFixed(0), 'MB', 'rss', (process.memoryUsage().rss/1e6).toFixed(0), JSON.stringify(plan.summary));
  }
}, 600000);
