import { runStandIn } from './running-stand-in.ts';

// A stand-in in a process of its own, so that a test can kill it: the file it keeps, and the key it lets in.
const [file, secretKey] = process.argv.slice(2);
if (file === undefined || secretKey === undefined) throw new Error('Usage: stand-in-process.ts FILE KEY');
const { port } = await runStandIn({ file, secretKey });
process.send?.(port);
