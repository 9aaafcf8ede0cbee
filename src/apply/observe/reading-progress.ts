import type { Listener, RunEvent } from '../../model/event.ts';

/** What is counted. */
interface Counted extends Pick<Extract<RunEvent, { readonly tag: 'reading' }>, 'total' | 'what'> {
  /** How many need no read, because they are in the cache. Default: none. */
  readonly done?: number;
}

/**
 * Reports the progress of reading, each time the returned function is called. It counts streams or properties, because
 * people compare the numbers with those. Lists and look-ups of names are requests too, but neither of them.
 */
export function readingProgress(listen: Listener, { done = 0, ...counted }: Counted): () => void {
  let read = done;
  return () => {
    read += 1;
    listen({ tag: 'reading', done: read, ...counted });
  };
}
