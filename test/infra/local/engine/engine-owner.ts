/** Starts the engine on the folder of the first argument, says its process id, and waits to be killed. */
import { claimDataFolder } from '../../../../infra/local/data-folder.ts';
import { startEngine } from '../../../../infra/local/engine.ts';

const engine = await startEngine(claimDataFolder(process.argv[2] ?? ''));
process.stdout.write(`${JSON.stringify({ pid: engine.pid, origin: engine.origin })}\n`);
setInterval(() => undefined, 60_000);
