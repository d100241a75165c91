import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closed, introduced, STRANGER } from '../builders/facts.ts';
import { aMessage } from '../builders/store-records.ts';
import { CONTRACT_FILE, tallystick, type Ran } from './run-tallystick.ts';
import { startApi, type RunningApi } from './running-api.ts';

const CONTRACT = 'auxer-pmr-1999';
let api: RunningApi;

function run(...words: readonly string[]): Promise<Ran> {
  return tallystick(words, { cwd: api.home });
}

async function json(...words: readonly string[]): Promise<unknown> {
  return JSON.parse((await run(...words, '--json')).stdout);
}

/** April to July 1999: adopted by the command, one introduced closing, one by a stranger, one that is a question. */
beforeAll(async () => {
  api = await startApi();
  const { code, stdout } = await run('adopt', CONTRACT_FILE, '--by', 'Eugene Chiaramonte');
  expect(stdout).toContain('auxer-pmr-1999 is adopted and billed from now on.');
  expect(code).toBe(0);
  await api.happen(CONTRACT, introduced());
  await api.moveTo(CONTRACT, '1999-05-06', '1999-06-06');
  await api.happen(CONTRACT, closed());
  await api.happen(
    CONTRACT,
    closed({ closing: 'closing-0002', externalId: 'deal-78', investor: STRANGER }, '1999-06-16'),
  );
  const alike = { name: 'Dana Whitfield', crmIds: [], emails: [] };
  await api.happen(CONTRACT, closed({ closing: 'closing-0003', externalId: 'deal-79', investor: alike }, '1999-06-17'));
  await api.moveTo(CONTRACT, '1999-07-02');
});
afterAll(() => api.stop());

describe('reading a contract under management', () => {
  test('contracts lists it', async () => {
    expect((await run('contracts')).stdout).toBe(`${CONTRACT}\n`);
  });

  test('show gives parties, terms, balance, the register, and what earns no fee', async () => {
    const { stdout } = await run('show', CONTRACT);
    expect(stdout).toContain('The Auxer Group, Inc.');
    expect(stdout).toContain('USD 31,000.00 owed by the client');
    expect(stdout).toMatch(/2\.2 +Finder's fee +10% of funding, as closed/);
    expect(stdout).toMatch(/intro-0001 +Dana Whitfield, Harbor Ridge Capital/);
    expect(stdout).toMatch(/USD 250,000\.00 +Sam Okafor, Juniper Partners: No introduction/);
    expect(stdout).toContain('1 question for a person');
  });

  test('ledger runs the balance, and each posting has the id that explain takes', async () => {
    const { stdout } = await run('ledger', CONTRACT);
    expect(stdout).toMatch(/1 +6 Apr 1999 +2\.1 .* 2,000\.00 +2,000\.00$/m);
    expect(stdout).toMatch(/4 +15 Jun 1999 +2\.2 .* 25,000\.00 +31,000\.00$/m);
    expect(stdout).toContain('finders-fee/closing-0001#1');
    expect(stdout).toContain('The client owes USD 31,000.00.');
  });

  test.each(['finders-fee/closing-0001', 'finders-fee/closing-0001#1'])('explain %s shows the steps', async (id) => {
    const { code, stdout } = await run('explain', CONTRACT, id);
    expect(code).toBe(0);
    expect(stdout).toContain('250,000.00');
    expect(stdout).toContain('USD 25,000.00');
    expect(stdout).toMatch(/fact \d+, ClosingReported/);
  });

  test('rules says by which rules the contract goes, and is not taken without who and why', async () => {
    expect((await run('rules', CONTRACT)).stdout).toContain('The contract goes by the rules 1, those of this release.');
    const { code, stderr } = await run('rules', CONTRACT, '--adopt', '--by', 'Eugene Chiaramonte');
    expect(stderr).toContain('`--adopt` needs `--by NAME` and `--reason TEXT`');
    expect(code).toBe(2);
    const who = ['--by', 'Eugene Chiaramonte', '--reason', 'both parties saw it'];
    expect(await json('rules', CONTRACT, '--adopt', ...who)).toMatchObject({ adopted: '1', differences: [] });
    expect((await run('rules', CONTRACT, '--adopt', '--by', 'Nobody', '--reason', 'so')).code).toBe(1);
  });

  test('statements lists the sealed ones and prints the one of a month', async () => {
    expect((await run('statements', CONTRACT)).stdout).toMatch(/3 +1 June 1999 to 30 June 1999 +31,000\.00 +\w{4}-/);
    const { stdout } = await run('statements', CONTRACT, '1999-06');
    expect(stdout).toContain('Statement 3: 1 June 1999 to 30 June 1999');
    expect(stdout).toContain('Closing balance  USD 31,000.00');
    expect(stdout).toMatch(/Tally code +\w{4}-\w{4}-\w{4}-\w{4}/);
  });

  test('a statement as JSON is one that verify accepts', async () => {
    const { stdout } = await run('statements', CONTRACT, '1999-06-30', '--json');
    writeFileSync(join(api.home, 'june.json'), stdout);
    expect((await run('verify', 'june.json')).stdout).toContain('fits its figures');
  });

  test("--json gives the api's answer as it came", async () => {
    expect(await json('ledger', CONTRACT)).toMatchObject({ currency: 'USD', balanceMinor: '3100000' });
    expect(await json('show', CONTRACT)).toMatchObject({ head: { contractId: CONTRACT } });
    expect(await json('contracts')).toEqual({ contracts: [CONTRACT] });
  });
});

describe('putting on record and deciding', () => {
  test('introductions shows how each stands, takes an objection and its end, and proves that nothing was changed', async () => {
    const say = ['--by', 'Eugene Chiaramonte', '--reason', 'we met them in 1998'];
    expect((await run('introductions', 'object', CONTRACT, 'intro-0001', ...say)).stdout).toContain('Recorded');
    expect((await run('introductions', 'list', CONTRACT)).stdout).toMatch(/stands +disputed by Eugene Chiaramonte/);
    await run('introductions', 'uphold', CONTRACT, 'intro-0001', ...say);
    expect((await run('introductions', 'list', CONTRACT)).stdout).toMatch(/stands +upheld by Eugene Chiaramonte/);
    const { code, stdout } = await run('introductions', 'verify', CONTRACT);
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('The register is whole: 3') });
    const refused = await run(
      'introductions',
      'acknowledge',
      CONTRACT,
      'intro-0001',
      '--by',
      'Nobody',
      '--reason',
      'x',
    );
    expect({ code: refused.code, stderr: refused.stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('by'),
    });
  });

  test('introduce records once; the same id again adds nothing and says so', async () => {
    writeFileSync(join(api.home, 'mail.txt'), 'abc');
    const words = ['introduce', CONTRACT, '--id', 'meadow', '--investor', 'Meadow', '--email', 'Anna@Meadow.example'];
    const more = ['--on', '1999-07-01', '--how', 'a call', '--by', 'Patrick M. Rost', '--evidence', 'mail.txt'];
    expect((await run(...words, ...more)).stdout).toBe('Recorded: introduction meadow.\n');
    expect((await run(...words, ...more)).stdout).toContain('exists already');
    const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(await json('show', CONTRACT)).toMatchObject({
      facts: expect.arrayContaining([
        expect.objectContaining({
          id: 'introduction/meadow',
          data: expect.objectContaining({
            investor: { name: 'Meadow', emails: ['anna@meadow.example'], crmIds: [] },
            evidence: [{ name: 'mail.txt', sha256, bytes: 3, kind: 'document', kept: true }],
          }),
        }),
      ]),
    });
  });

  test.each([
    ['service', '--clause 1 --on 1999-06-01 --description Website --link https://auxer.example/ --by Rost'],
    ['indemnity', '--clause 3.1 --on 1999-06-01 --description Claim --by client'],
    ['licence', '--clause 3.3 --on 1999-04-06 --to 2000-04-05 --licence Exemption --by Rost'],
  ])('record %s puts it on record, and the same again is known', async (kind, options) => {
    const words = ['record', CONTRACT, kind, ...options.split(' ')];
    expect((await run(...words)).stdout).toMatch(new RegExp(`^Recorded: ${kind} 1999-`));
    expect((await run(...words)).stdout).toContain('exists already');
  });

  test('record names the options that a kind still needs, and those that it does not have', async () => {
    const missing = await run('record', CONTRACT, 'end', '--on', '2000-03-05');
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain('needs --reason --by as well');
    const words = ['--on', '2000-03-05', '--reason', 'notice', '--by', 'Rost', '--licence', 'X'];
    const strange = await run('record', CONTRACT, 'end', ...words);
    expect(strange.code).toBe(2);
    expect(strange.stderr).toContain('has no --licence');
  });

  test('waiting lists the question; decide refuses a stranger, takes an approver, and the fee is booked', async () => {
    expect((await run('waiting', CONTRACT)).stdout).toMatch(/^attribution\/closing-0003$[\s\S]*answers +.*nobody/m);
    const words = ['decide', CONTRACT, 'attribution/closing-0003', 'intro-0001', '--reason', 'the same Dana', '--by'];
    const refused = await run(...words, 'Mallory');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/by\n +found +"Mallory"\n +allowed +one of Eugene Chiaramonte, Patrick M\. Rost/);
    expect((await run(...words, 'Eugene Chiaramonte')).stdout).toContain('Decided: attribution/closing-0003');
    expect((await run('waiting', CONTRACT)).stdout).toBe('Nothing waits for a person.\n');
    expect((await run('ledger', CONTRACT)).stdout).toContain('The client owes USD 56,000.00.');
  });
});

describe('the switch', () => {
  test('is off, is switched on, stopped with a reason, and resumed', async () => {
    expect((await run('status')).stdout).toContain('Money and mail do not move.');
    expect((await run('switch-on', '--why', 'we begin', '--by', 'Eve')).stdout).toContain('Money and mail move.');
    const stopped = await run('stop', '--why', 'a wrong amount', '--by', 'Eve');
    expect(stopped.stdout).toMatch(/do not move\.\n +Stopped by Eve/);
    expect((await run('resume', '--why', 'mended', '--by', 'Eve')).stdout).toContain('Money and mail move.');
  });
});

describe('what the api refuses', () => {
  test('a contract that is not there ends with 4', async () => {
    const { code, stderr } = await run('show', 'no-such-contract');
    expect(code).toBe(4);
    expect(stderr).toMatch(/^tallystick: \S.*\n/);
    expect(stderr).not.toContain('    at ');
  });

  test('amended terms without a day from which they count: the problem is told with its fix', async () => {
    const path = join(api.home, 'amended.yaml');
    const { file } = (await import('../../cli/read-contract-file.ts')).readContractFile(CONTRACT_FILE);
    writeFileSync(path, JSON.stringify({ ...Object(file), title: 'Another title' }));
    const { code, stderr } = await run('adopt', path, '--by', 'Rost');
    expect(code).toBe(1);
    expect(stderr).toMatch(/effectiveOn\n +found/);
    expect((await run('adopt', path, '--by', 'Rost', '--effective-on', '1999-08-01')).stdout).toContain(
      'new terms: version 2',
    );
  });
});

describe('a closing by hand', () => {
  test('is put on record, corrected by other words under its id, and taken away', async () => {
    const words = ['record', CONTRACT, 'closing', '--id', 'bridge', '--on', '1999-06-20', '--amount', '1000.00'];
    const who = ['--investor', 'Juniper Bridge', '--email', 'sam@juniper.example', '--by', 'Eugene Chiaramonte'];
    expect((await run(...words, ...who)).stdout).toBe('Recorded: closing bridge.\n');
    expect((await run(...words, ...who)).stdout).toContain('exists already');
    expect((await run(...words.with(words.length - 1, '1200.00'), ...who)).stdout).toBe('Recorded: closing bridge.\n');
    const gone = ['--reason', 'the wire came back', '--by', 'Eugene Chiaramonte'];
    expect((await run('record', CONTRACT, 'reversal', '--id', 'bridge', ...gone)).stdout).toContain(
      'Recorded: reversal',
    );
    const expected = [
      'record',
      CONTRACT,
      'funding',
      '--id',
      'series-b',
      '--amount',
      '5000.00',
      '--stage',
      'term sheet',
    ];
    expect((await run(...expected, ...who, '--on', '1999-09-01')).stdout).toBe('Recorded: funding series-b.\n');
    expect((await json('introductions', 'list', CONTRACT)) as object).toMatchObject({
      exposure: { items: [{ closing: 'series-b', expectedOn: '1999-09-01', investor: 'Juniper Bridge' }] },
    });
    const { stderr, code } = await run(...words);
    expect([code, stderr.includes('needs --investor --by as well')]).toEqual([2, true]);
  });
});

test('status lists what was taken and is not read', async () => {
  await api.take(aMessage({ inboxId: 'stripe/evt_unread', why: 'the CRM could not be asked' }));
  const { stdout } = await run('status');
  expect(stdout).toContain('1 message that was taken is not read yet.');
  expect(stdout).toMatch(/stripe\/evt_unread +1999-04-06T12:00:00.000Z +the CRM could not be asked/);
});

test('fence lift leaves out the contracts that it is told to, by their ids', async () => {
  const words = ['fence', 'lift', '--why', 'it cannot be read', '--without', CONTRACT, '--without', 'nobody-1999'];
  const { code, stderr } = await run(...words);
  expect(code).not.toBe(0);
  expect(stderr).toMatch(/without\n +found +"nobody-1999"/);
  expect((await run('fence', 'status')).stdout).toContain('Money and mail move.');
});
