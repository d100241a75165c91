import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createInterface } from 'node:readline';

import type { ClaimedDataFolder } from './data-folder.ts';

/** The DynamoDB engine: an HTTP endpoint on this machine that speaks DynamoDB's own protocol. */
export interface Engine {
  /** `http://127.0.0.1:<port>`. */
  readonly origin: string;
  /** The process of the embedded engine; undefined for one that somebody else runs. */
  readonly pid: number | undefined;
  /** Calls an operation; throws {@link EngineError} with the engine's own answer when it refuses. */
  call: (operation: string, input: object) => Promise<Record<string, unknown>>;
  stop: () => Promise<void>;
}

/** The engine cannot run, or has refused a call. `type` is DynamoDB's name of the refusal, if it was one. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code = 'DYNAMODB_ENGINE';
  readonly type: string | undefined;

  constructor(message: string, options: ErrorOptions & { type?: string } = {}) {
    super(message, options);
    this.type = options.type;
  }
}

const bundledEngine = new URL('../../node_modules/@dynoxide/linux-x64/dynoxide', import.meta.url).pathname;

/**
 * Runs the engine as a child, and ends it when the pipe to this process closes: when this process ends it,
 * and also when this process is killed and can do nothing any more. The first line is the engine's process id.
 */
const supervisor = `
exec 3<&0 2>"$ENGINE_LOG"
"$@" </dev/null >&2 3<&- & engine=$!
echo "$engine"
exec 1>&-
( cat <&3 >/dev/null; kill "$engine" 2>/dev/null ) & watch=$!
wait "$engine"; code=$?
kill "$watch" 2>/dev/null
exit "$code"`;

/** What {@link startEngine} needs to know of the machine; a test says something else. */
export interface EngineMachine {
  platform: string;
  arch: string;
  enginePath: string;
  /** A DynamoDB that somebody else runs on this machine, which is then used instead. */
  externalEndpoint: string | undefined;
}

/** This machine, with DYNAMODB_ENDPOINT of its environment. */
export function thisMachine(): EngineMachine {
  const externalEndpoint = process.env['DYNAMODB_ENDPOINT'];
  return { platform: process.platform, arch: process.arch, enginePath: bundledEngine, externalEndpoint };
}

/** Throws {@link EngineError} with what to do, if the engine cannot run on the machine. */
export function checkEngineCanRun(machine: EngineMachine): void {
  const { platform, arch, enginePath, externalEndpoint } = machine;
  if (externalEndpoint !== undefined) {
    const host = URL.canParse(externalEndpoint) ? new URL(externalEndpoint).hostname : '';
    if (['127.0.0.1', 'localhost', '[::1]'].includes(host)) return;
    throw new EngineError(
      `DYNAMODB_ENDPOINT is "${externalEndpoint}". The local system uses a DynamoDB on this machine only; ` +
        'set it to an address such as http://127.0.0.1:8000, or unset it.',
    );
  }
  const help =
    'Either run Tallystick on linux x64 after `npm install` (with optional dependencies), or start DynamoDB Local ' +
    'yourself and say where: DYNAMODB_ENDPOINT=http://127.0.0.1:8000';
  if (platform !== 'linux' || arch !== 'x64') {
    throw new EngineError(
      `The embedded DynamoDB engine runs on linux x64; this machine is ${platform} ${arch}. ${help}`,
    );
  }
  if (!existsSync(enginePath)) {
    throw new EngineError(`The embedded DynamoDB engine is not installed (@dynoxide/linux-x64 is missing). ${help}`);
  }
}

/** Starts the engine on the data folder's `dynamodb.sqlite`, or joins the one at DYNAMODB_ENDPOINT. */
export async function startEngine(folder: ClaimedDataFolder, machine: EngineMachine = thisMachine()): Promise<Engine> {
  checkEngineCanRun(machine);
  if (machine.externalEndpoint !== undefined) {
    const origin = new URL(machine.externalEndpoint).origin;
    await untilItAnswers(origin, () => undefined);
    return { origin, pid: undefined, call: callsTo(origin), stop: async () => {} };
  }
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const logFile = folder.file('dynamodb.log');
  const command = [machine.enginePath, 'serve', '--host', '127.0.0.1', '--port', String(port)];
  const child = spawn('sh', ['-c', supervisor, 'dynamodb', ...command, '--db-path', folder.file('dynamodb.sqlite')], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { PATH: process.env['PATH'], ENGINE_LOG: logFile },
  });
  const ended = once(child, 'exit');
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const pid = Number(line);
  folder.rememberEngine(pid);
  await untilItAnswers(origin, () => (child.exitCode === null ? undefined : readFileSync(logFile, 'utf8').trim()));
  return {
    origin,
    pid,
    call: callsTo(origin),
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

async function untilItAnswers(origin: string, whyItEnded: () => string | undefined): Promise<void> {
  const call = callsTo(origin);
  for (let attempt = 0; attempt < 400; attempt += 1) {
    const reason = whyItEnded();
    if (reason !== undefined) throw new EngineError(`The DynamoDB engine ended at once: ${reason}`);
    try {
      await call('ListTables', {});
      return;
    } catch (error) {
      if (error instanceof EngineError) throw error;
      await delay(5);
    }
  }
  throw new EngineError(
    `No DynamoDB answers at ${origin}. If DYNAMODB_ENDPOINT names it, start DynamoDB Local there or unset the variable; ` +
      'else start again, and look into dynamodb.log in the data folder.',
  );
}

/** The engine asks for a signature's form but checks none: it is reachable on this machine alone. */
const unsigned =
  'AWS4-HMAC-SHA256 Credential=local/20000101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0';

function callsTo(origin: string): Engine['call'] {
  return async (operation, input) => {
    const response = await fetch(origin, {
      method: 'POST',
      headers: {
        authorization: unsigned,
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-date': '20000101T000000Z',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
      },
      body: JSON.stringify(input),
    });
    const answer = (await response.json()) as Record<string, unknown>;
    if (response.ok) return answer;
    const type = String(answer['__type']).split('#').at(-1) ?? '';
    throw new EngineError(`${operation}: ${type}: ${String(answer['message'] ?? answer['Message'])}`, { type });
  };
}

/** A port that nothing listens on at this moment. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new EngineError('This machine has no free port.');
  return address.port;
}
