/** Runs the sample system on the folder of the first argument until it is killed; says where it is. */
import { startSampleSystem } from '../sample/sample-system.ts';

const [, , dataFolder = '', assemblyFolder = ''] = process.argv;
const system = await startSampleSystem({ dataFolder, assemblyFolder });
process.stdout.write(`${JSON.stringify({ origin: system.origin, enginePid: system.engine.pid })}\n`);
