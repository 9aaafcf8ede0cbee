import { ApiError } from '../../api/errors/errors.ts';
import type { PullReader } from '../../api/logs/client.ts';
import type { StreamReader, StreamWriter } from '../../api/streams/client.ts';
import type { Collection } from '../../model/collection.ts';
import type { JsonObject } from '../../model/json.ts';
import type { StreamDetail } from '../../model/observed.ts';
import { clearCredentials } from '../../plan/credentials/plaintext.ts';
import type { TextGuard } from './redacting-guard.ts';

/**
 * Wraps the read methods so that none of their errors repeats a credential. The plain-text credentials of
 * every stream that they return are redacted from then on, in the errors of all streams.
 */
export function redactingReader(reader: StreamReader, guard: TextGuard): StreamReader {
  const { returned, seen } = wrapReads(guard);
  return {
    list: (...asked) => returned(reader.list(...asked)),
    get: (...asked) => seen(reader.get(...asked)),
    history: async (...asked) => {
      const versions = await returned(reader.history(...asked));
      for (const detail of versions) guardLive(guard, detail);
      return versions;
    },
    activationHistory: (...asked) => returned(reader.activationHistory(...asked)),
    fields: (...asked) => returned(reader.fields(...asked)),
    sources: (...asked) => returned(reader.sources(...asked)),
    groups: (...asked) => returned(reader.groups(...asked)),
  };
}

/** Wraps the write methods in the same way. */
export function redactingWriter(writer: StreamWriter, guard: TextGuard): StreamWriter {
  const { returned, seen } = wrapReads(guard);
  return {
    ...redactingReader(writer, guard),
    create: (...asked) => seen(writer.create(...asked)),
    update: (...asked) => seen(writer.update(...asked)),
    activate: (...asked) => seen(writer.activate(...asked)),
    deactivate: (...asked) => seen(writer.deactivate(...asked)),
    delete: (...asked) => returned(writer.delete(...asked)),
  };
}

/** Wraps one response that contains a stream (`seen`), or any other response (`returned`). */
function wrapReads(guard: TextGuard) {
  const returned = <T>(asked: Promise<T>): Promise<T> => cleanly(asked, guard);
  const seen = async <T extends StreamDetail>(asked: Promise<T>): Promise<T> => {
    const detail = await returned(asked);
    guardLive(guard, detail);
    return detail;
  };
  return { returned, seen };
}

/** Wraps a client of a log API in the same way. Its responses contain no stream content. */
export function redactingLogReader(pull: PullReader, guard: TextGuard): PullReader {
  return { page: (...asked) => cleanly(pull.page(...asked), guard) };
}

/** Redacts the plain-text credentials of a spec in all texts from now on, both complete and in parts. */
export function guardSpec(guard: TextGuard, collection: Collection, spec: JsonObject | undefined): void {
  for (const value of clearCredentials(collection, spec)) guard.guard(value);
}

/**
 * Redacts those of a live stream. Its credentials may differ from those of its manifest, for example the
 * token of an old URL.
 */
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

/**
 * Returns the same error if nothing had to be redacted. Otherwise the server's original text must not appear
 * anywhere, not even in a cause.
 */
function clean(error: ApiError, { redact }: TextGuard): ApiError {
  const { kind, message, details } = error;
  const { hint, instance, members, cause: _cause, ...rest } = details;
  const texts = [message, hint, instance, ...(members ?? [])].filter((text) => text !== undefined);
  if (texts.every((text) => redact(text) === text)) return error;
  return new ApiError(kind, redact(message), {
    ...rest,
    ...(hint === undefined ? {} : { hint: redact(hint) }),
    ...(instance === undefined ? {} : { instance: redact(instance) }),
    ...(members === undefined ? {} : { members: members.filter((member) => redact(member) === member) }),
  });
}
