import { PLAYED_ONCE, WORKFLOWS } from '../workflows.ts';

/** What `npm run simulate -- --help` prints. */
export const HELP = `Plays histories of a contract in virtual time, makes calls fail, and checks
after every step that no cent was lost or billed twice: docs/simulation.md.

  npm run simulate                   every call of every workflow, in every way
  npm run simulate -- --random 1000  random histories with random faults
  npm run simulate:full              pairs of faults: days, stopped and resumed
  npm run simulate -- --replay '...' one run again, as a violation prints it

Single faults
  --every N           one schedule in N of them
  --workflow NAME     of this workflow only; may be given more than once

Random histories
  --random N          so many seeds, from --seed on
  --resume            keeps its place in .simulate/, and goes on from there;
                      Ctrl-C stops it at any time
  --anew              with --resume: forgets the place and begins again

Pairs (--full; simulate:full is --full --resume)
  --stage NAME        one stage: once (each call site once after each other),
                      sites (in every way), near, far
  --resume, --anew, --workflow as above

All of these
  --seed N            the first seed, 1 unless given
  --cores N           processes that play, one a core unless given
  --stop-after N      ends after N violations, 20 unless given
  --write             writes the figures into docs/reliability.md

One run again
  --replay SCHEDULE   as printed, in single quotes
  --verbose           prints every call: when, what it did, what it answered

Progress goes to stderr, results to stdout. A failing seed or pair is added to
test/simulation/kept-seeds.json, which every run plays first; commit it.
Exit codes: 0 all holds, 1 a violation or a call site that was never crashed,
2 called wrongly, 130 stopped by Ctrl-C.

Workflows: ${wrapped(WORKFLOWS.map(({ name }) => name)).join('\n           ')}
Once, without a fault: ${PLAYED_ONCE.map(({ name }) => name).join(', ')}
`;

function wrapped(names: readonly string[]): string[] {
  const lines: string[] = [];
  for (const [index, name] of names.entries()) {
    const word = index === names.length - 1 ? name : `${name},`;
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length > 60) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
