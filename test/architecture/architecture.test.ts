import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { banViolations } from './bans.ts';
import { importViolations } from './import-rules.ts';
import { codeOf, importsOf, sourceFiles } from './source-files.ts';

const files = sourceFiles();
const planted = (path: string, text: string) => ({ path, text });
const importing = (path: string, name: string) => importViolations(planted(path, `import { x } from '${name}';`));

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');

describe('this repository', () => {
  it('has its files where the rules look', () => {
    expect(files.length).toBeGreaterThan(200);
    expect(files.map(({ path }) => path)).toContain('shared/core/owed/owed.ts');
  });

  it('imports along the rules alone', () => {
    expect(files.flatMap(importViolations)).toEqual([]);
  });

  it('does nothing that is banned', () => {
    expect(files.flatMap(banViolations)).toEqual([]);
  });

  it('compares signatures and passwords in constant time', () => {
    const checks = files.filter(({ path }) =>
      /^shared\/adapters\/(webhooks\/[^/]+|crm\/[^/]+\/webhook)\.ts$/.test(path),
    );
    expect(checks.length).toBeGreaterThan(4);
    for (const { path, text } of checks) {
      expect(`${path} ${text}`).toMatch(/\btimingSafeEqual\(|from '[^']*\/(verify-signature|is-one-of)\.ts'/);
      expect(`${path} ${codeOf(text)}`).not.toMatch(/(signature|digest|password)\w* [!=]== (?!undefined)/i);
    }
  });

  it('has every page to which a message of these rules points', () => {
    expect(read('ARCHITECTURE.md')).toMatch(/^## Rooms$/m);
    expect(read('ARCHITECTURE.md')).toMatch(/^## Two clocks$/m);
    for (const page of [
      'decisions/0001-business-time-is-data.md',
      'decisions/0004-our-own-signature-check.md',
      'failures.md',
    ]) {
      expect(existsSync(new URL(`../../docs/${page}`, import.meta.url))).toBe(true);
    }
  });

  it('has cycles refused by the linter', () => {
    const linter: unknown = JSON.parse(readFileSync(new URL('../../.oxlintrc.json', import.meta.url), 'utf8'));
    expect(linter).toMatchObject({ rules: { 'import/no-cycle': 'error' } });
  });
});

describe('a planted import is caught', () => {
  it.each([
    ['of a port in the core', 'shared/core/owed/owed.ts', '../../ports/store.ts'],
    ['of a use case in the core', 'shared/core/owed/owed.ts', '../../app/sweep.ts'],
    ['of another package in the core', 'shared/core/owed/owed.ts', 'stripe'],
    ['of the file system in the core', 'shared/core/owed/owed.ts', 'node:fs'],
    ['of a use case in a port', 'shared/ports/store.ts', '../app/sweep.ts'],
    ['of a package in a port', 'shared/ports/store.ts', 'zod'],
    ['of an adapter in a use case', 'shared/app/sweep.ts', '../adapters/sqs/queues.ts'],
    ['of the runtime in a use case', 'shared/app/sweep.ts', '../runtime/log.ts'],
    ['of an SDK in a use case', 'shared/app/sweep.ts', '@aws-sdk/client-sqs'],
    ['of a use case in an adapter', 'shared/adapters/sqs/queues.ts', '../../app/sweep.ts'],
    ['of another adapter in an adapter', 'shared/adapters/sqs/queues.ts', '../ses/mime.ts'],
    ['of a second vendor in an adapter', 'shared/adapters/sqs/queues.ts', 'stripe'],
    ['of a vendor in the CRM reader', 'shared/adapters/crm/standard-webhooks/read-event.ts', 'stripe'],
    ['in an adapter that nobody has named', 'shared/adapters/fax/fax.ts', 'fax'],
    ['of a use case in the runtime', 'shared/runtime/log.ts', '../app/sweep.ts'],
    ["of another function's event", 'functions/sweep/handler.ts', '../api/event.ts'],
    ['of the local system in a function', 'functions/sweep/handler.ts', '../../infra/local/queues.ts'],
    ['of a function in the stack', 'infra/stacks/tallystick-stack.ts', '../../functions/sweep/handler.ts'],
    ['of the local system in the stack', 'infra/stacks/tallystick-stack.ts', '../local/queues.ts'],
    ['of a function in the local system', 'infra/local/queues.ts', '../../functions/sweep/handler.ts'],
    ['of a function in the command', 'cli/tallystick.ts', '../functions/sweep/handler.ts'],
    ['of an adapter in the command', 'cli/tallystick.ts', '../shared/adapters/sqs/queues.ts'],
    ['of the stack in the command', 'cli/tallystick.ts', '../infra/stacks/tallystick-stack.ts'],
    ['of a test in the core', 'shared/core/owed/owed.ts', '../../../test/builders/facts.ts'],
  ])('%s', (_what, path, name) => {
    const [message, ...more] = importing(path, name);
    expect(more).toEqual([]);
    expect(message).toContain(`${path} imports `);
    expect(message).toMatch(/See ARCHITECTURE\.md, Rooms\.$/);
  });

  it.each([
    ['type only', "import type { X } from '../../app/sweep.ts';"],
    ['over several lines', "import {\n  x,\n  y,\n} from '../../app/sweep.ts';"],
    ['for its effect', "import '../../app/sweep.ts';"],
    ['when it is needed', "const x = await import('../../app/sweep.ts');"],
    ['to export it again', "export { x } from '../../app/sweep.ts';"],
    ['after another', "import { a } from '../money/rate.ts';\nimport { x } from '../../app/sweep.ts';"],
  ])('%s', (_what, text) => {
    expect(importViolations(planted('shared/core/owed/owed.ts', text))).toHaveLength(1);
  });

  it('as a barrel', () => {
    expect(importViolations(planted('shared/core/owed/index.ts', ''))).toEqual([
      expect.stringContaining('no index.ts'),
    ]);
  });
});

describe('an import that is allowed passes', () => {
  it.each([
    ['shared/core/owed/owed.ts', '../money/rate.ts'],
    ['shared/core/terms/schema-fields.ts', 'zod'],
    ['shared/app/sweep.ts', '../ports/store.ts'],
    ['shared/adapters/crm/standard-webhooks/read-event.ts', '../../../core/errors.ts'],
    ['shared/adapters/dynamodb/ledger.ts', './table.ts'],
    ['shared/adapters/dynamodb/ledger.ts', '@aws-sdk/lib-dynamodb'],
    ['functions/sweep/handler.ts', './event.ts'],
    ['functions/sweep/handler.ts', '../../shared/adapters/sqs/queues.ts'],
    ['test/functions/sweep.test.ts', '../../functions/sweep/event.ts'],
  ])('of %s: %s', (path, name) => {
    expect(importing(path, name)).toEqual([]);
  });

  it('is found with the path from the root', () => {
    expect(importsOf(planted('shared/core/owed/owed.ts', "import { x } from '../money/rate.ts';"))).toEqual([
      'shared/core/money/rate.ts',
    ]);
  });
});

describe('a planted ban is caught', () => {
  it.each([
    ['Date.now', 'const now = Date.now();', 'shared/app/sweep.ts'],
    ['new Date()', 'const now = new Date();', 'shared/core/owed/owed.ts'],
    ['Temporal.Now', 'const now = Temporal.Now.instant();', 'shared/core/owed/owed.ts'],
    ['Math.random', 'const x = Math.random();', 'shared/adapters/sqs/queues.ts'],
    ['process.env', "const x = process.env['HOME'];", 'functions/sweep/handler.ts'],
    ['a date in the zone of the machine', 'day.setMonth(day.getMonth() + 1);', 'shared/core/owed/retainer.ts'],
    ["Stripe's search", 'for await (const one of stripe.invoices.search({ query })) yield one;', 'shared/adapters/stripe/a.ts'], // prettier-ignore
    [
      'constructEventWithoutVerification',
      'stripe.webhooks.constructEventWithoutVerification(x);',
      'infra/local/outbox.ts',
    ],
  ])('%s', (name, text, path) => {
    expect(banViolations(planted(path, text))).toEqual([expect.stringContaining(`${path} uses ${name}: `)]);
  });

  it.each([
    ['the runtime', 'shared/runtime/log.ts', 'Date.now(); process.env;'],
    ['a comment', 'shared/app/sweep.ts', '// never Date.now()\n/** nor process.env */'],
    ['a given moment', 'shared/app/sweep.ts', 'new Date(epoch)'],
  ])('and %s passes', (_what, path, text) => {
    expect(banViolations(planted(path, text))).toEqual([]);
  });
});
