import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stackName, synthesiseUnchecked } from '../../infra/synthesise.ts';
import { functionNames } from './synthesised-stack.ts';

const realProject = dirname(dirname(import.meta.dirname));

function aProject(): string {
  const project = mkdtempSync(join(tmpdir(), 'tallystick-project-'));
  symlinkSync(join(realProject, 'node_modules'), join(project, 'node_modules'));
  copyFileSync(join(realProject, 'cdk.json'), join(project, 'cdk.json'));
  for (const name of functionNames) {
    mkdirSync(join(project, 'functions', name), { recursive: true });
    writeFileSync(join(project, 'functions', name, 'handler.ts'), `export const handler = () => '${name}';`);
  }
  return project;
}

describe('the assembly for the local system', () => {
  it('is made from the example in cdk.json, with each bundled function as an asset', async () => {
    const projectFolder = aProject();
    const outputFolder = join(projectFolder, 'assembly');
    await synthesiseUnchecked({ projectFolder, outputFolder });
    const { files } = JSON.parse(readFileSync(join(outputFolder, `${stackName}.assets.json`), 'utf8')) as {
      files: Record<string, { source: { path: string; packaging: string } }>;
    };
    const assets = Object.values(files).filter(({ source }) => source.packaging === 'zip');
    expect(assets).toHaveLength(functionNames.length);
    for (const { source } of assets) expect(existsSync(join(outputFolder, source.path, 'index.mjs'))).toBe(true);
  });

  it('is not made when a function cannot be bundled, and the error names its file', async () => {
    const projectFolder = aProject();
    writeFileSync(join(projectFolder, 'functions', 'sweep', 'handler.ts'), 'this is no program');
    await expect(synthesiseUnchecked({ projectFolder, outputFolder: join(projectFolder, 'assembly') })).rejects.toThrow(
      'functions/sweep/handler.ts',
    );
  });
});
