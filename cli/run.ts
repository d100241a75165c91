import { createProgram } from './program.ts';
import { reportError } from './terminal/report-error.ts';

/** Runs the command line and gives the exit code; a command that found something wrong has set it already. */
export async function run(argv: readonly string[]): Promise<number> {
  process.stdout.on('error', endWhenNobodyReads);
  try {
    await createProgram().parseAsync(argv.length > 2 ? [...argv] : [...argv, '--help']);
    return Number(process.exitCode ?? 0);
  } catch (error) {
    return reportError(error);
  }
}

/** `tallystick ledger ... | head` closes the pipe early; that is no failure. */
function endWhenNobodyReads(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
}
