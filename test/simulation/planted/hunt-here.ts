import { hunt } from './hunt.ts';

/** Hunts in the tree that it lies in, for so many seconds, and prints what it found as JSON, or `null`. */
const [, , seconds = '60'] = process.argv;
process.stdout.write(JSON.stringify((await hunt(Number(seconds) * 1000)) ?? null));
