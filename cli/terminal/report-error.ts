import { inspect } from 'node:util';
import { CommanderError } from 'commander';
import { Fault, InputError, type Problem } from '../../shared/core/errors.ts';
import { ApiError } from '../api-client.ts';
import { UsageError } from '../usage-error.ts';
import { badOnStderr, pairs, printable, wrap, WIDTH } from './text.ts';

const SPEAKER = 'tallystick:';

export const EXIT = { ok: 0, input: 1, usage: 2, failed: 3, refused: 4 } as const;

/** Tells a person on stderr what happened, why, and what to do next. Gives the exit code. */
export function reportError(error: unknown): number {
  const lines = [headline(messageOf(error)), ...problemLines(problemsOf(error))];
  // Commander has written its own message already.
  if (!(error instanceof CommanderError)) process.stderr.write(`${lines.join('\n')}\n`);
  if (process.env['TALLYSTICK_DEBUG'] === '1' && error instanceof Error) {
    process.stderr.write(`\n${inspect(error)}\n`);
  }
  return exitCodeOf(error);
}

export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof UsageError) return EXIT.usage;
  if (!(error instanceof Fault) && !(error instanceof ApiError)) return EXIT.failed;
  switch (error.code) {
    case 'input.invalid':
      return EXIT.input;
    case 'input.unauthorised':
    case 'input.unknown':
    case 'conflict':
      return EXIT.refused;
    default:
      return EXIT.failed;
  }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return 'Something failed without saying what. Try again with TALLYSTICK_DEBUG=1.';
  const isMeantForPeople = 'code' in error || error instanceof UsageError;
  return isMeantForPeople
    ? error.message
    : `Something unexpected happened: ${error.message}. TALLYSTICK_DEBUG=1 shows where.`;
}

function problemsOf(error: unknown): readonly Problem[] {
  return error instanceof InputError || error instanceof ApiError ? error.problems : [];
}

/** Who speaks and what happened; further lines are indented. */
function headline(message: string): string {
  const [first = '', ...rest] = wrap(`${SPEAKER} ${message}`, WIDTH - 2);
  return [`${badOnStderr(SPEAKER)}${first.slice(SPEAKER.length)}`, ...rest.map((line) => `  ${line}`)].join('\n');
}

function problemLines(problems: readonly Problem[]): string[] {
  return problems.flatMap(({ field, found, allowed, fix }, index) => [
    '',
    `${String(index + 1).padStart(3)}. ${printable(field)}`,
    ...pairs(
      [
        ['found', found],
        ['allowed', allowed],
        ['fix', fix],
      ],
      5,
    ),
  ]);
}
