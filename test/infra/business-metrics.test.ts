import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { businessMetricNames, businessMetrics } from '../../infra/constructs/business-metrics.ts';
import { functionNames } from './synthesised-stack.ts';

const project = dirname(dirname(import.meta.dirname));

function sourceOf(folder: string): string {
  return readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(project, folder, file), 'utf8'))
    .join('\n');
}

describe('the metrics that alarms watch', () => {
  const code = ['shared', 'functions'].map(sourceOf).join('\n');

  it.each(businessMetricNames)('include %s, which the code counts', (name) => {
    expect(code).toContain(`.count('${name}')`);
  });

  it.each(Object.entries(businessMetrics))('are summed for %s over functions that exist', (_name, functions) => {
    for (const one of functions) expect(functionNames).toContain(one);
  });
});
