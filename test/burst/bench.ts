import { parseArgs } from 'node:util';
import { STRIPES_LIMITS } from '../../infra/local/stripe/rate-limits.ts';
import { runBurst } from './burst.ts';

/**
 * `node test/burst/bench.ts --contracts 10000`: so many first invoices due at one minute, pushed by as many workers as are
 * deployed against the strict stand-in over HTTP. Time is the stand-in's clock; 250 ms a request are assumed.
 */
const { values } = parseArgs({
  options: {
    contracts: { type: 'string', default: '10000' },
    workers: { type: 'string', default: '25' },
    latency: { type: 'string', default: '250' },
    table: { type: 'string', default: 'memory' },
  },
});
const [contracts, workers, latency] = [values.contracts, values.workers, values.latency].map(Number);
const begun = performance.now();
const burst = await runBurst({
  contracts: contracts ?? 0,
  workers: workers ?? 0,
  latency: latency ?? 0,
  table: values.table === 'engine' ? 'engine' : 'memory',
  onProgress: (done) => {
    if (done % 1000 === 0) print(`  ${done} pushed after ${((performance.now() - begun) / 1000).toFixed(0)} s here`);
  },
});
const { account, endpoint } = STRIPES_LIMITS.live;
const { accepted, refused, busiestSecond } = burst.traffic;
const share = (used: number, limit: number): string => `${((100 * used) / limit).toFixed(0)}%`.padStart(5);
print(`\n${contracts} invoices due at one minute, ${workers} workers, ${latency} ms a request.`);
print(
  `Open at Stripe ${burst.open}, doubled ${burst.doubled}, unfinished ${burst.unfinished}; in ${(burst.seconds / 60).toFixed(1)} minutes of Stripe's clock.`,
);
print(
  `${accepted} requests, ${refused['endpoint-rate'] + refused['global-rate']} refused; ${(accepted / burst.seconds).toFixed(1)} a second on average, ${share(accepted / burst.seconds, account).trim()} of the account's limit.`,
);
print(`\n${'busiest second'.padEnd(36)}${'requests'.padStart(9)}${'limit'.padStart(7)}${'share'.padStart(7)}`);
const rows: [string, number, number][] = [
  ['the account', busiestSecond.account, account],
  ...Object.entries(busiestSecond.endpoints).map(([name, used]): [string, number, number] => [name, used, endpoint]),
];
for (const [name, used, limit] of rows)
  print(`${name.padEnd(36)}${String(used).padStart(9)}${String(limit).padStart(7)}${share(used, limit).padStart(7)}`);
if (burst.doubled > 0 || burst.unfinished > 0 || burst.open !== contracts) process.exitCode = 1;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
