import { describe, expect, it } from 'vitest';
import { parseOptions, UsageError } from './options.ts';

const USUAL = { seed: 1, stopAfter: 20, isWriting: false };

describe('npm run simulate', () => {
  it('plays all single faults, on every core, when nothing is asked for', () => {
    expect(parseOptions([])).toMatchObject({ mode: 'singles', every: 1, workflows: [], ...USUAL });
  });

  it('takes the workflows, the part, the seed and the processes that are asked for', () => {
    const args = ['--workflow', 'retainer', '--workflow', 'closing', '--every', '7', '--seed', '9', '--cores', '3'];
    const asked = { every: 7, workflows: ['retainer', 'closing'], seed: 9, cores: 3 };
    expect(parseOptions(args)).toMatchObject({ mode: 'singles', ...asked });
  });

  it('plays random seeds that can be resumed, or begun anew', () => {
    const random = { mode: 'random', count: 10_000_000, isResuming: true };
    expect(parseOptions(['--random', '10000000', '--resume'])).toMatchObject({ ...random, isAnew: false });
    expect(parseOptions(['--random', '10000000', '--resume', '--anew'])).toMatchObject({ ...random, isAnew: true });
  });

  it('plays pairs', () => {
    expect(parseOptions(['--full', '--resume'])).toMatchObject({ mode: 'full', isResuming: true });
    expect(parseOptions(['--full', '--stage', 'once'])).toMatchObject({ mode: 'full', stages: ['once'] });
  });

  it('plays one run again, as a violation printed it', () => {
    const schedule = { workflow: 'retainer', seed: 1, faults: [{ call: 3, kind: 'stalled', gap: 1000 }] };
    const args = ['--replay', JSON.stringify(schedule), '--verbose'];
    expect(parseOptions(args)).toEqual({ mode: 'replay', schedule, isVerbose: true });
    expect(parseOptions(['--replay', '{"workflow":"random","seed":7}'])).toMatchObject({ isVerbose: false });
    const once = { workflow: 'leap-day', seed: 1 };
    expect(parseOptions(['--replay', JSON.stringify(once)])).toMatchObject({ schedule: once });
  });

  it.each([
    [['--sed', '4'], "Unknown option '--sed'"],
    [['1000'], "Unexpected argument '1000'"],
    [['--random'], '--random'],
    [['--random', 'many'], '--random is a whole number from 1 to 4294967295, not "many"'],
    [['--random', '0'], '--random is a whole number'],
    [['--random', '4294967295', '--seed', '2'], '--random is a whole number from 1 to 4294967294'],
    [['--seed', '-1'], '--seed'],
    [['--seed', '1.5'], '--seed is a whole number from 0 to 4294967295, not "1.5"'],
    [['--seed', '4294967296'], '--seed is a whole number'],
    [['--every', '0'], '--every is a whole number from 1'],
    [['--workflow', 'retainr'], 'There is no workflow "retainr". There are: retainer, catch-up'],
    [['--full', '--random', '5'], '--full, --random are different things'],
    [['--random', '5', '--every', '2'], '--every says nothing here: --random takes --random, --resume'],
    [['--verbose'], '--verbose says nothing here'],
    [['--random', '5', '--anew'], '--anew goes with --resume'],
    [['--every', '2', '--write'], '--write needs the whole'],
    [['--full', '--workflow', 'closing', '--write'], '--write needs the whole'],
    [['--full', '--stage', 'twice'], 'There is no stage "twice". There are: once, sites, near, far.'],
    [['--stage', 'once'], '--stage says nothing here'],
    [['--replay', 'seed 7'], 'this is no JSON: seed 7'],
    [['--replay', '{"workflow":"retainr","seed":1}'], 'workflow: There is no history "retainr"'],
    [['--replay', '{"workflow":"random","seed":-1}'], 'seed: '],
    [['--replay', '{"workflow":"random","seed":1,"faults":[{"call":1,"kind":"crash","gap":1}]}'], 'faults.0.kind: '],
    [['--replay', '{"workflow":"random","seed":1,"fault":[]}'], 'fault'],
  ])('is told what is wrong with %j', (args, says) => {
    expect(() => parseOptions(args)).toThrow(UsageError);
    expect(() => parseOptions(args)).toThrow(says);
  });
});
