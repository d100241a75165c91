import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs, promisify } from 'node:util';
import type { Found } from './hunt.ts';
import { NOT_PLANTED } from './not-planted.ts';
import { copiedTree, type Tree } from './plant.ts';
import type { PlantedBug } from './planted-bug.ts';
import { PLANTED_BUGS } from './planted-bugs.ts';
import { writePlanted, type Hunted } from './planted-figures.ts';

const HELP = `Plants each bug in a copy of the tree, has the simulator hunt for it, takes it out again, and prints what was
found, by which schedule and in what time: docs/simulation.md.

  --row N        those of one row of docs/failures.md; may be given more than once
  --seconds N    how long each is hunted for, 120 unless given
  --jobs N       so many at once, one a core unless given
  --json FILE    writes the table to a file as well
  --write        and into docs/reliability.md
`;

function parsed() {
  return parseArgs({
    options: {
      row: { type: 'string', multiple: true },
      seconds: { type: 'string', default: '120' },
      jobs: { type: 'string', default: String(availableParallelism()) },
      json: { type: 'string' },
      write: { type: 'boolean' },
      help: { type: 'boolean', default: false },
    },
  }).values;
}

function optionsOf(): ReturnType<typeof parsed> {
  try {
    return parsed();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
    return process.exit(2);
  }
}

const values = optionsOf();
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}

/** A hunt looks at its clock after each schedule: when it is not over long after its time, a schedule goes on for ever. */
const MOST_MILLISECONDS = (Number(values.seconds) + 120) * 1000;

/** What was killed names the schedule that it was at; anything else that went wrong is no finding. */
function endless(error: unknown): Found {
  const { killed, stderr = '' } = Object(error) as { readonly killed?: boolean; readonly stderr?: string };
  const begun = stderr.trimEnd().split('\n');
  if (killed !== true) throw error;
  const by = begun.at(-1) ?? '';
  return { invariant: 'a run ends', found: by, by, schedules: begun.length, milliseconds: MOST_MILLISECONDS };
}

async function huntIn(tree: Tree, bug: PlantedBug): Promise<Hunted> {
  const takeOut = tree.plant(bug);
  try {
    const args = ['test/simulation/planted/hunt-here.ts', values.seconds];
    const found = await promisify(execFile)(process.execPath, args, {
      cwd: tree.folder,
      timeout: MOST_MILLISECONDS,
    }).then(({ stdout }) => (JSON.parse(stdout) as Found | null) ?? undefined, endless);
    return { row: bug.row, says: bug.says, ...(found === undefined ? {} : { found }) };
  } finally {
    takeOut();
  }
}

/** Takes the next bug from the list until there is none, in a tree of its own. */
async function huntAll(left: { readonly bug: PlantedBug; readonly at: number }[], hunted: Hunted[]): Promise<void> {
  const tree = copiedTree();
  try {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const one = await huntIn(tree, next.bug);
      hunted[next.at] = one;
      process.stdout.write(`${one.row.padStart(3)}  ${one.says}\n     ${outcomeOf(one)}\n`);
    }
  } finally {
    tree.remove();
  }
}

function outcomeOf({ found }: Hunted): string {
  if (found === undefined) return 'MISSED';
  return `${found.invariant} (${found.by}; schedule ${found.schedules}, ${(found.milliseconds / 1000).toFixed(1)} s)`;
}

const begun = performance.now();
const bugs = PLANTED_BUGS.filter(({ row }) => values.row === undefined || values.row.includes(row));
const hunted: Hunted[] = [];
const left = bugs.map((bug, at) => ({ bug, at }));
await Promise.all(Array.from({ length: Number(values.jobs) }, () => huntAll(left, hunted)));
const missed = hunted.filter(({ found }) => found === undefined).length;
const rows = new Set(bugs.map(({ row }) => row).filter((row) => row !== '–')).size;
const seconds = Math.round((performance.now() - begun) / 1000);
process.stdout.write(
  `${bugs.length} planted bugs of ${rows} rows, ${bugs.length - missed} found, ${missed} missed, in ${seconds} s.\n`,
);
for (const { row, why } of values.row === undefined ? NOT_PLANTED : [])
  process.stdout.write(`${row.padStart(3)}  not planted: ${why}\n`);
if (values.json !== undefined) {
  writeFileSync(values.json, `${JSON.stringify({ bugs: bugs.length, rows, missed, seconds, hunted }, undefined, 2)}\n`);
}
if (values.write === true) await writePlanted(hunted);
process.exitCode = missed > 0 ? 1 : 0;
