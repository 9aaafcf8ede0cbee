import type { Plan } from '../../model/plan.ts';
import { streamSealer } from '../../plan/credentials/seal-stream.ts';
import { planReferences } from '../../plan/match/reference-index.ts';
import type { ApplyPorts, StreamContext } from '../items/ports.ts';
import { keepingReads } from '../observe/caching-reads.ts';
import { sharedReads } from '../observe/read-cache.ts';
import { sharedLists } from '../observe/shared-lists.ts';

/** Creates the state that the streams of one apply share. */
export function streamContext({ target, items }: Plan, ports: ApplyPorts): StreamContext {
  const { cache, clock, hash, secrets, startRows } = ports;
  const seal = streamSealer({ target, hash, placesOf: planReferences(items), redaction: secrets });
  const reader = cache ? keepingReads({ reader: ports.reader, cache, seal, now: clock.now }) : ports.reader;
  return {
    ...{ reader, seal, moved: new Set() },
    shared: sharedReads(reader, clock, startRows),
    lists: sharedLists(reader, clock, items),
  };
}
