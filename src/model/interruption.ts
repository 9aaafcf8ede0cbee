/** Signals that end a run early; GitHub sends SIGINT first, and SIGTERM 7.5 seconds later. */
export type StopSignal = 'SIGINT' | 'SIGTERM';

/** The reason of an aborted `AbortSignal`: the process received a signal. */
export class Interruption extends Error {
  override readonly name = 'Interruption';
  readonly received: StopSignal;

  constructor(received: StopSignal) {
    super(`The run was interrupted by ${received}.`);
    this.received = received;
  }
}

/** Returns 128 plus the number of the signal, as shells do; undefined if no signal has arrived. */
export function interruptionExitCode({ aborted, reason }: AbortSignal): 130 | 143 | undefined {
  if (!aborted) return undefined;
  return reason instanceof Interruption && reason.received === 'SIGTERM' ? 143 : 130;
}
