import { hunt } from './hunt.ts';

/** Hunts in the tree that it lies in, for so many seconds, and prints what it found as JSON, or `null`; each schedule first on the other stream. */
const [, , seconds = '60'] = process.argv;
const found = await hunt(Number(seconds) * 1000, (by) => void process.stderr.write(`${by}\n`));
process.stdout.write(JSON.stringify(found ?? null));
