import { availableParallelism } from 'node:os';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { Schedule } from '../crash-sweep.ts';
import { WORKFLOWS } from '../workflows.ts';
import { STAGES, type Stage } from './pairs.ts';
import { HIGHEST_SEED, scheduleSchema } from './schedule-text.ts';

/** What was asked for cannot be done as it was asked. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

interface Played {
  readonly seed: number;
  readonly cores: number;
  /** After so many violations it is broken, and playing on tells nothing new. */
  readonly stopAfter: number;
  /** Whether the figures go into docs/reliability.md. */
  readonly isWriting: boolean;
}

interface Resumed extends Played {
  readonly isResuming: boolean;
  /** Forgets how far it came before. */
  readonly isAnew: boolean;
}

export interface SinglesOptions extends Played {
  readonly mode: 'singles';
  readonly every: number;
  readonly workflows: readonly string[];
}

export interface FullOptions extends Resumed {
  readonly mode: 'full';
  readonly workflows: readonly string[];
  /** The stages that are played. */
  readonly stages: readonly Stage[];
}

export interface RandomOptions extends Resumed {
  readonly mode: 'random';
  readonly count: number;
}

export interface ReplayOptions {
  readonly mode: 'replay';
  readonly schedule: Schedule;
  readonly isVerbose: boolean;
}

export type Options = { readonly mode: 'help' } | SinglesOptions | FullOptions | RandomOptions | ReplayOptions;

const KNOWN = {
  help: { type: 'boolean', short: 'h' },
  every: { type: 'string' },
  workflow: { type: 'string', multiple: true },
  full: { type: 'boolean' },
  stage: { type: 'string' },
  random: { type: 'string' },
  resume: { type: 'boolean' },
  anew: { type: 'boolean' },
  seed: { type: 'string' },
  cores: { type: 'string' },
  'stop-after': { type: 'string' },
  write: { type: 'boolean' },
  replay: { type: 'string' },
  verbose: { type: 'boolean' },
} as const satisfies ParseArgsConfig['options'];

type Name = keyof typeof KNOWN;

const ALLOWED: Readonly<Record<Exclude<Options['mode'], 'help'>, readonly Name[]>> = {
  singles: ['every', 'workflow', 'seed', 'cores', 'stop-after', 'write'],
  full: ['full', 'stage', 'workflow', 'resume', 'anew', 'seed', 'cores', 'stop-after', 'write'],
  random: ['random', 'resume', 'anew', 'seed', 'cores', 'stop-after', 'write'],
  replay: ['replay', 'verbose'],
};

/** Reads the words after the command. Errors: UsageError, which says what is wrong and what to write in its place. */
export function parseOptions(args: readonly string[]): Options {
  const values = parsed(args);
  if (values.help === true) return { mode: 'help' };
  const mode = modeOf(values);
  for (const name of Object.keys(values)) {
    if (!ALLOWED[mode].some((allowed) => allowed === name))
      throw new UsageError(`--${name} says nothing here: ${WHERE[mode]} takes ${listed(ALLOWED[mode])}.`);
  }
  if (mode === 'replay') {
    return { mode, schedule: scheduleIn(values.replay ?? ''), isVerbose: values.verbose === true };
  }
  const played: Played = {
    seed: wholeNumber('seed', values.seed ?? '1', 0, HIGHEST_SEED),
    cores: wholeNumber('cores', values.cores ?? String(availableParallelism()), 1, 1024),
    stopAfter: wholeNumber('stop-after', values['stop-after'] ?? '20', 1, 1_000_000),
    isWriting: values.write === true,
  };
  const workflows = (values.workflow ?? []).map(workflowNamed);
  const resumed = { ...played, isResuming: values.resume === true, isAnew: values.anew === true };
  if (resumed.isAnew && !resumed.isResuming)
    throw new UsageError('--anew goes with --resume: without it every run begins anew.');
  switch (mode) {
    case 'singles': {
      const every = wholeNumber('every', values.every ?? '1', 1, 1_000_000);
      if (played.isWriting && (every > 1 || workflows.length > 0))
        throw new UsageError('--write needs the whole: leave out --every and --workflow.');
      return { mode, ...played, every, workflows };
    }
    case 'full':
      if (played.isWriting && workflows.length > 0)
        throw new UsageError('--write needs the whole: leave out --workflow.');
      return { mode, ...resumed, workflows, stages: values.stage === undefined ? STAGES : [stageNamed(values.stage)] };
    case 'random':
      return {
        mode,
        ...resumed,
        count: wholeNumber('random', values.random ?? '', 1, HIGHEST_SEED + 1 - played.seed),
      };
    default:
      return mode satisfies never;
  }
}

const WHERE: Readonly<Record<keyof typeof ALLOWED, string>> = {
  singles: 'the sweep of single faults',
  full: '--full',
  random: '--random',
  replay: '--replay',
};

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: KNOWN }).values;
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${says}\nOptions come after two dashes: npm run simulate -- --random 1000`, { cause: error });
  }
}

function modeOf({ full, random, replay }: ReturnType<typeof parsed>): keyof typeof ALLOWED {
  const asked = [
    ...(full === true ? (['full'] as const) : []),
    ...(random === undefined ? [] : (['random'] as const)),
    ...(replay === undefined ? [] : (['replay'] as const)),
  ];
  if (asked.length > 1) throw new UsageError(`${listed(asked)} are different things: choose one of them.`);
  return asked[0] ?? 'singles';
}

function listed(names: readonly string[]): string {
  return names.map((name) => `--${name}`).join(', ');
}

function wholeNumber(name: Name, text: string, low: number, high: number): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number >= low && number <= high) return number;
  throw new UsageError(`--${name} is a whole number from ${low} to ${high}, not ${JSON.stringify(text)}.`);
}

function workflowNamed(name: string): string {
  if (WORKFLOWS.some((workflow) => workflow.name === name)) return name;
  throw new UsageError(
    `There is no workflow ${JSON.stringify(name)}. There are: ${WORKFLOWS.map((one) => one.name).join(', ')}.`,
  );
}

function stageNamed(name: string): Stage {
  const stage = STAGES.find((one) => one === name);
  if (stage !== undefined) return stage;
  throw new UsageError(`There is no stage ${JSON.stringify(name)}. There are: ${STAGES.join(', ')}.`);
}

function scheduleIn(text: string): Schedule {
  const read = scheduleSchema.safeParse(jsonIn(text));
  if (read.success) return read.data;
  const wrong = read.error.issues.map(
    ({ path, message }) => `${path.length === 0 ? '' : `${path.join('.')}: `}${message}`,
  );
  throw new UsageError(`--replay takes what a violation printed, in single quotes.\n${wrong.join('\n')}`);
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(
      `--replay takes what a violation printed, in single quotes, such as '{"workflow":"random","seed":7}'; this is no JSON: ${text}`,
      { cause: error },
    );
  }
}
