import type { Command } from 'commander';
import * as z from 'zod';
import { InputError } from '../shared/core/errors.ts';
import { canonicalJson } from '../shared/core/json.ts';
import type { Statement } from '../shared/core/statement/statement.ts';
import { tallyCode } from '../shared/core/statement/tally-code.ts';
import { jsonOption } from './api-command.ts';
import { readText } from './read-contract-file.ts';
import { EXIT } from './terminal/report-error.ts';
import { bad, good, paragraph, print, printable, printJson } from './terminal/text.ts';

/** As much of a statement as telling its code and its sums needs; the code covers everything else as it stands. */
const sealed = z.looseObject({
  tallyCode: z.string(),
  contract: z.looseObject({ id: z.string() }),
  period: z.looseObject({ from: z.string(), to: z.string() }),
  currency: z.string(),
  openingBalanceMinor: z.string().regex(/^-?\d+$/),
  closingBalanceMinor: z.string().regex(/^-?\d+$/),
  lines: z.array(z.looseObject({ amountMinor: z.string().regex(/^-?\d+$/) })),
});

type Sealed = z.infer<typeof sealed>;

interface Half {
  readonly path: string;
  /** As the file has it. */
  readonly statement: Sealed;
  /** What the data gives. */
  readonly code: string;
  readonly addsUp: boolean;
}

/** `tallystick verify STATEMENT.json...`: needs no running system, and trusts none. */
export function addVerify(program: Command): void {
  jsonOption(program.command('verify <statements...>'))
    .description("Check a statement's tally code; of two, that the halves match.")
    .addHelpText(
      'after',
      '\nA statement as JSON comes from `tallystick statements CONTRACT PERIOD --json`.\n' +
        'Exit code 1 when a code does not fit its figures or two halves differ.',
    )
    .action((paths: readonly string[], options: { json?: true }) => {
      const halves = paths.map(readHalf);
      const match = halves.length < 2 ? undefined : halves.every(({ code }) => code === halves[0]?.code);
      if (options.json === true) printJson({ halves: halves.map(asJson), ...(match === undefined ? {} : { match }) });
      else print([...halves.flatMap(drawHalf), ...drawMatch(halves, match)]);
      if (match === false || !halves.every(isWhole)) process.exitCode = EXIT.input;
    });
}

function readHalf(path: string): Half {
  const json = parseJson(path);
  const result = sealed.safeParse(json);
  if (!result.success) {
    const field = result.error.issues[0]?.path.map(String).join('.') || 'a field';
    throw new InputError(
      `${path} is not a statement: ${field} is missing or not in its form. ` +
        '`tallystick statements CONTRACT PERIOD --json` writes one.',
    );
  }
  const statement = result.data;
  const { tallyCode: _, ...data } = statement;
  const lines = data.lines.reduce((sum, line) => sum + BigInt(line.amountMinor), 0n);
  return {
    path,
    statement,
    // The code is the hash of whatever the file holds, in the order of its keys or another.
    code: tallyCode(data as unknown as Omit<Statement, 'tallyCode'>),
    addsUp: BigInt(data.openingBalanceMinor) + lines === BigInt(data.closingBalanceMinor),
  };
}

function parseJson(path: string): unknown {
  try {
    return JSON.parse(readText(path));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new InputError(`${path} is not JSON: ${error.message}.`, [], error);
  }
}

function isWhole({ code, statement, addsUp }: Half): boolean {
  return code === statement.tallyCode && addsUp;
}

function drawHalf(half: Half): string[] {
  const { path, statement, code, addsUp } = half;
  const { tallyCode: printedCode, period } = statement;
  const title = paragraph(`${path}: ${statement.contract.id}, ${period.from} to ${period.to}`);
  if (isWhole(half)) return [...title, good(`  ${printedCode} fits its figures.`)];
  return [
    ...title,
    ...(code === printedCode
      ? []
      : [
          bad('  Changed: the figures are not those that were sealed.'),
          `  printed ${printable(printedCode)}, figures give ${code}`,
        ]),
    ...(addsUp ? [] : [bad('  The opening balance and the lines do not give the closing balance.')]),
  ];
}

function drawMatch(halves: readonly Half[], match: boolean | undefined): string[] {
  if (match === undefined) return [];
  if (match) return ['', good('The halves match.')];
  const [first, ...others] = halves;
  const differing = first === undefined ? [] : others.flatMap((other) => differences(first.statement, other.statement));
  return [
    '',
    bad('The halves do not match.'),
    ...paragraph(`They differ in: ${[...new Set(differing)].join(', ')}.`, 2),
  ];
}

/** Where two values differ, as paths such as `lines[2].amountMinor`; at most ten. */
function differences(a: unknown, b: unknown, path = ''): string[] {
  if (canonicalJson(a) === canonicalJson(b)) return [];
  if (!isContainer(a) || !isContainer(b)) return [path === '' ? 'everything' : path];
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => key !== 'tallyCode');
  const inner = (key: string): string => (Array.isArray(a) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`);
  return keys
    .flatMap((key) => differences(Reflect.get(a, key) ?? null, Reflect.get(b, key) ?? null, inner(key)))
    .slice(0, 10);
}

function isContainer(value: unknown): value is object {
  return value !== null && typeof value === 'object';
}

function asJson({ path, statement, code, addsUp }: Half): object {
  const { contract, period, tallyCode: printedCode } = statement;
  return { path, contract: contract.id, period, printedCode, code, addsUp };
}
