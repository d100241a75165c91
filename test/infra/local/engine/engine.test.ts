import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

import { afterEach, describe, expect, it } from 'vitest';

import type { DeployedTable } from '../../../../infra/local/assembly/deployed-system.ts';
import { claimDataFolder, removeDataFolder } from '../../../../infra/local/data-folder.ts';
import type { Engine, EngineMachine } from '../../../../infra/local/engine.ts';
import { checkEngineCanRun, startEngine, thisMachine } from '../../../../infra/local/engine.ts';
import { UNREAD_SHARDS } from '../../../../shared/adapters/dynamodb/keys.ts';
import { createTable, earliestAttention } from '../../../../infra/local/table.ts';
import { aDataFolder } from '../sample/sample-system.ts';

const running: Engine[] = [];
afterEach(async () => {
  for (const engine of running.splice(0)) await engine.stop();
});

async function start(folder: string, machine?: EngineMachine): Promise<Engine> {
  const engine = await startEngine(claimDataFolder(folder), machine);
  running.push(engine);
  return engine;
}

function aTable(projection = 'KEYS_ONLY'): DeployedTable {
  const createTableInput = {
    TableName: 'contracts',
    BillingMode: 'PAY_PER_REQUEST',
    DeletionProtectionEnabled: true,
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: ['pk', 'sk', 'attentionShard', 'attentionAt'].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    })),
    GlobalSecondaryIndexes: [
      {
        IndexName: 'attention',
        KeySchema: [
          { AttributeName: 'attentionShard', KeyType: 'HASH' },
          { AttributeName: 'attentionAt', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: projection },
      },
    ],
  };
  return { name: 'contracts', arn: 'arn', deletionProtection: true, createTableInput };
}

async function put(engine: Engine, pk: string, attentionAt: string): Promise<void> {
  const Item = { pk: { S: pk }, sk: { S: 'state' }, attentionShard: { S: pk }, attentionAt: { S: attentionAt } };
  await engine.call('PutItem', { TableName: 'contracts', Item });
}

async function tableId(engine: Engine): Promise<unknown> {
  const { Table: table } = await engine.call('DescribeTable', { TableName: 'contracts' });
  return (table as { TableId: string }).TableId;
}

/** Field 22 of /proc/PID/stat: when a process started, in ticks since the machine did. */
function startedAt(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

function isRunning(pid: number | undefined): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid ?? 0}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** A process of its own that starts the engine on the folder. */
async function startOwner(folder: string): Promise<{ kill: () => Promise<void>; enginePid: number }> {
  const script = new URL('./engine-owner.ts', import.meta.url).pathname;
  const owner = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface(owner.stdout), 'line')) as [string];
  const kill = async (): Promise<void> => {
    const ended = once(owner, 'exit');
    owner.kill('SIGKILL');
    await ended;
  };
  return { kill, enginePid: (JSON.parse(line) as { pid: number }).pid };
}

describe('the engine', () => {
  it('keeps the table, its id and its items when it is killed', async () => {
    const folder = aDataFolder();
    const first = await start(folder);
    await createTable(first, aTable());
    await put(first, 'one', '1999-04-06T00:00:00.000Z');
    const id = await tableId(first);
    process.kill(first.pid ?? 0, 'SIGKILL');

    const second = await start(folder);
    await createTable(second, aTable());
    expect(await tableId(second)).toBe(id);
    expect(await earliestAttention(second, aTable())).toEqual({ key: 'one', attentionAt: '1999-04-06T00:00:00.000Z' });
  });

  it('finds the earliest attention over all shards, and none in an empty table', async () => {
    const engine = await start(aDataFolder());
    await createTable(engine, aTable());
    expect(await earliestAttention(engine, aTable())).toBeUndefined();
    await put(engine, 'b', '1999-05-06T00:00:00.000Z');
    await put(engine, 'a', '1999-04-30T00:00:00.000Z');
    await put(engine, 'c', '2000-01-01T00:00:00.000Z');
    // A message that is not read waits for no sweep.
    await put(engine, UNREAD_SHARDS[0], '1999-01-01T00:00:00.000Z');
    expect(await earliestAttention(engine, aTable())).toMatchObject({ key: 'a' });
    await put(engine, 'd', 'soon');
    await expect(earliestAttention(engine, aTable())).rejects.toThrow('d has attentionAt "soon", which is no instant');
  });

  it('says that a table of an earlier template has to be made afresh', async () => {
    const engine = await start(aDataFolder());
    await createTable(engine, aTable());
    await expect(createTable(engine, aTable('ALL'))).rejects.toThrow(
      /its GlobalSecondaryIndexes was .*KEYS_ONLY.* and is .*ALL.* now\. Start afresh/,
    );
  });

  it('ends with its owner, even when the owner is killed', async () => {
    const owner = await startOwner(aDataFolder());
    expect(isRunning(owner.enginePid)).toBe(true);
    await owner.kill();
    await expect.poll(() => isRunning(owner.enginePid), { timeout: 5000 }).toBe(false);
  });

  it('is not started twice on one folder', async () => {
    const folder = aDataFolder();
    const owner = await startOwner(folder);
    await expect(start(folder)).rejects.toThrow(/Another local system \(process \d+\) is using .*Stop it first/);
    expect(() => removeDataFolder(folder)).toThrow('Another local system');
    expect(isRunning(owner.enginePid)).toBe(true);
    await owner.kill();
    removeDataFolder(folder);
    expect(existsSync(folder)).toBe(false);
  });

  it('is ended by the next run, should it have outlived its owner', async () => {
    const folder = aDataFolder();
    const orphan = spawn('sleep', ['60'], { stdio: 'ignore' });
    const ended = once(orphan, 'exit');
    const pid = orphan.pid ?? 0;
    const owner = { pid: 2 ** 22 - 1, startedAt: '1' };
    writeFileSync(`${folder}/in-use.json`, JSON.stringify({ owner, engine: { pid, startedAt: 'another' } }));
    claimDataFolder(folder).release();
    expect(isRunning(pid)).toBe(true);
    writeFileSync(`${folder}/in-use.json`, JSON.stringify({ owner, engine: { pid, startedAt: startedAt(pid) } }));
    claimDataFolder(folder).release();
    await ended;
    expect(orphan.signalCode).toBe('SIGKILL');
  });

  it('joins the DynamoDB of DYNAMODB_ENDPOINT instead, and leaves it running', async () => {
    const embedded = await start(aDataFolder());
    const joined = await startEngine(claimDataFolder(aDataFolder()), {
      ...thisMachine(),
      platform: 'darwin',
      externalEndpoint: embedded.origin,
    });
    expect(joined.pid).toBeUndefined();
    await createTable(joined, aTable());
    await joined.stop();
    expect(await embedded.call('ListTables', {})).toEqual({ TableNames: ['contracts'] });
  });
});

describe('a machine that cannot run the engine', () => {
  it.each([
    [{ platform: 'darwin' }, /runs on linux x64; this machine is darwin x64\. Either .* DYNAMODB_ENDPOINT=/],
    [{ arch: 'arm64' }, /this machine is linux arm64/],
    [{ enginePath: '/nowhere/dynoxide' }, /is not installed \(@dynoxide\/linux-x64 is missing\)\. Either/],
    [{ externalEndpoint: 'https://dynamodb.us-east-1.amazonaws.com' }, /on this machine only; .*127\.0\.0\.1:8000/],
    [{ externalEndpoint: 'nonsense' }, /DYNAMODB_ENDPOINT is "nonsense"/],
  ])('is told what to do: %j', (changes, message) => {
    const machine = { ...thisMachine(), platform: 'linux', arch: 'x64', externalEndpoint: undefined, ...changes };
    expect(() => checkEngineCanRun(machine)).toThrow(message);
  });
});
