/** Where a server listens, and which option sets its port. */
interface Listening {
  readonly host: string;
  readonly port: number;
  /** Such as `--port`. */
  readonly portOption: string;
}

/** Explains why a server cannot listen, and what to do. Undefined: it failed for another reason. */
export function explainListenFailure(
  cause: unknown,
  { host, port, portOption }: Listening,
): string | undefined {
  switch ((cause as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return `Another process listens on port ${port} of ${host}. Stop it, or choose another ${portOption}.`;
    case 'EACCES':
      return `This user may not listen on port ${port}. Choose a ${portOption} from 1024 on.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is not an address of this machine. Choose another ${portOption.replace(/port$/, 'host')}.`;
    default:
      return undefined;
  }
}
