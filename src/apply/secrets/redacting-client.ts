import { ApiError } from '../../api/errors/errors.ts';
import type { PullReader } from '../../api/logs/client.ts';
import type { StreamReader, StreamWriter } from '../../api/streams/client.ts';
import type { Collection } from '../../model/collection.ts';
import type { JsonObject } from '../../model/json.ts';
import type { StreamDetail } from '../../model/observed.ts';
import { clearCredentials } from '../../plan/credentials/plaintext.ts';
import type { TextGuard } from './redacting-guard.ts';

/**
 * The verbs that read, none of whose errors repeats a credential: those of every stream they tell, as far as they stand
 * there in clear, are guarded from then on, whichever stream an error is about.
 */
export function redactingReader(reader: StreamReader, guard: TextGuard): StreamReader {
  const { told, seen } = wrapReads(guard);
  return {
    list: (...asked) => told(reader.list(...asked)),
    get: (...asked) => seen(reader.get(...asked)),
    history: async (...asked) => {
      const versions = await told(reader.history(...asked));
      for (const detail of versions) guardLive(guard, detail);
      return versions;
    },
    activationHistory: (...asked) => told(reader.activationHistory(...asked)),
    fields: (...asked) => told(reader.fields(...asked)),
    sources: (...asked) => told(reader.sources(...asked)),
    groups: (...asked) => told(reader.groups(...asked)),
  };
}

/** The same with the verbs that write. */
export function redactingWriter(writer: StreamWriter, guard: TextGuard): StreamWriter {
  const { told, seen } = wrapReads(guard);
  return {
    ...redactingReader(writer, guard),
    create: (...asked) => seen(writer.create(...asked)),
    update: (...asked) => seen(writer.update(...asked)),
    activate: (...asked) => seen(writer.activate(...asked)),
    deactivate: (...asked) => seen(writer.deactivate(...asked)),
    delete: (...asked) => told(writer.delete(...asked)),
  };
}

/** How answers are heard: one that tells a stream, and any other. */
function wrapReads(guard: TextGuard) {
  const told = <T>(asked: Promise<T>): Promise<T> => cleanly(asked, guard);
  const seen = async <T extends StreamDetail>(asked: Promise<T>): Promise<T> => {
    const detail = await told(asked);
    guardLive(guard, detail);
    return detail;
  };
  return { told, seen };
}

/** The same for an API of logs, which tells no stream's content. */
export function redactingLogReader(pull: PullReader, guard: TextGuard): PullReader {
  return { page: (...asked) => cleanly(pull.page(...asked), guard) };
}

/** Keeps out of texts from now on what a spec holds in clear, whole and piece by piece. */
export function guardSpec(guard: TextGuard, collection: Collection, spec: JsonObject | undefined): void {
  for (const value of clearCredentials(collection, spec)) guard.guard(value);
}

/** The same of a live stream: its credentials may be others than its manifest has, such as the token of an old URL. */
export function guardLive(guard: TextGuard, { collection, body }: StreamDetail): void {
  guardSpec(guard, collection, body);
}

async function cleanly<T>(asked: Promise<T>, guard: TextGuard): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    throw error instanceof ApiError ? clean(error, guard) : error;
  }
}

/** The same error where nothing was hidden. Else the one with the server's own words goes nowhere, not even as a cause. */
function clean(error: ApiError, { scrub }: TextGuard): ApiError {
  const { kind, message, details } = error;
  const { hint, instance, members, cause: _cause, ...rest } = details;
  const texts = [message, hint, instance, ...(members ?? [])].filter((text) => text !== undefined);
  if (texts.every((text) => scrub(text) === text)) return error;
  return new ApiError(kind, scrub(message), {
    ...rest,
    ...(hint === undefined ? {} : { hint: scrub(hint) }),
    ...(instance === undefined ? {} : { instance: scrub(instance) }),
    ...(members === undefined ? {} : { members: members.filter((member) => scrub(member) === member) }),
  });
}
