import { targetDigest } from '../../approval/approval.ts';
import type { FindOrigins, StreamInAccount } from '../../commands/history/find-origins.ts';
import type { Hash } from '../../model/account.ts';
import { defined } from '../../model/defined.ts';
import type { VersionOrigin } from '../../model/history.ts';
import { ownVersions } from '../../plan/streams/approved-base.ts';
import { type Forge, ForgeError, type LedgerEntry } from '../forge/forge.ts';
import { MOST_RECORDS, readRecord } from './apply-record.ts';

/** The part of a forge that has the records. */
type Ledger = Pick<Forge, 'records' | 'changesWith' | 'words'>;

/**
 * Finds what created versions of a stream, in the newest records of all targets of a repository. Only records about the
 * same account count. The author of a record is shown and not checked, because nothing is permitted here.
 * @param open connects to the forge
 */
export function recordedOrigins(open: () => Ledger, hash: Hash): FindOrigins {
  return async (stream, versions) => {
    const wanted = new Set(versions);
    const created = (payload: unknown) =>
      createdVersions(payload, stream, hash).filter((version) => wanted.has(version));
    const { records } = MOST_RECORDS;
    const isOfInterest = (payload: unknown) => created(payload).length > 0;
    try {
      const forge = open();
      const entries = await forge.records(undefined, { records, states: records, isOfInterest });
      const origins = new Map<number, VersionOrigin>();
      // Oldest first: a later run may repeat the record of a version that an earlier one created.
      for (const entry of entries.toReversed()) {
        const made = created(entry.record).filter((version) => !origins.has(version));
        if (made.length === 0) continue;
        const origin = await originOf(forge, entry);
        for (const version of made) origins.set(version, origin);
      }
      return { tag: 'read', origins };
    } catch (error) {
      if (!(error instanceof ForgeError)) throw error;
      return { tag: 'not-read', why: `The records of applies could not be read. ${error.message}` };
    }
  };
}

/** The versions of a stream that a run created, according to its record. */
function createdVersions(
  payload: unknown,
  { target, ...stream }: StreamInAccount,
  hash: Hash,
): readonly number[] {
  const record = readRecord(payload);
  if (record?.target !== targetDigest(target, hash)) return [];
  const dated = record.streams.map((one) => ({ ...one, at: '' }));
  return [...ownVersions({ ...stream, name: '' }, dated)];
}

async function originOf(forge: Ledger, { commit, record, url, author }: LedgerEntry): Promise<VersionOrigin> {
  const { run = 0, by } = readRecord(record) ?? {};
  const changes = await forge.changesWith(commit);
  return {
    commit,
    run,
    ...defined({ runUrl: url, by }),
    author,
    changes: changes.filter(({ merged }) => merged).map(({ number }) => forge.words.reference(number)),
  };
}
