import { execFile } from 'node:child_process';
import { parseArgs, promisify } from 'node:util';
import type { Found } from './hunt.ts';
import { copiedTree, type Tree } from './plant.ts';
import type { PlantedBug } from './planted-bug.ts';
import { PLANTED_BUGS } from './planted-bugs.ts';

/**
 * `npm run planted`: plants each bug in a copy of the tree, has the simulator hunt for it, takes it out again, and prints what was
 * found, by which schedule and in what time. `--row 12` plants those of one row of docs/failures.md.
 */
const { values } = parseArgs({
  options: { row: { type: 'string', multiple: true }, seconds: { type: 'string', default: '120' } },
});

async function huntIn(tree: Tree, bug: PlantedBug): Promise<Found | undefined> {
  const takeOut = tree.plant(bug);
  try {
    const args = ['test/simulation/planted/hunt-here.ts', values.seconds];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: tree.folder });
    return (JSON.parse(stdout) as Found | null) ?? undefined;
  } finally {
    takeOut();
  }
}

const copy = copiedTree();
const bugs = PLANTED_BUGS.filter(({ row }) => values.row === undefined || values.row.includes(row));
let missed = 0;
try {
  for (const bug of bugs) {
    const found = await huntIn(copy, bug);
    if (found === undefined) missed += 1;
    const what =
      found === undefined
        ? 'MISSED'
        : `${found.invariant} (${found.by}; schedule ${found.schedules}, ${(found.milliseconds / 1000).toFixed(1)} s)`;
    process.stdout.write(`${bug.row.padStart(3)}  ${bug.says}\n     ${what}\n`);
  }
} finally {
  copy.remove();
}
const rows = new Set(bugs.map(({ row }) => row).filter((row) => row !== '–')).size;
process.stdout.write(`${bugs.length} planted bugs of ${rows} rows, ${bugs.length - missed} found, ${missed} missed.\n`);
process.exitCode = missed > 0 ? 1 : 0;
