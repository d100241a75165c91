import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { bundleFunctions } from './bundle.ts';
import type { BundledFunctions } from './bundle.ts';
import { readDeploymentConfig } from './config.ts';
import { TallystickStack } from './stacks/tallystick-stack.ts';

export const stackName = 'Tallystick';

/** Adds the one stack of the deployment that the app's context describes, with its functions bundled anew if need be. */
export async function addTallystick(app: App, projectFolder: string): Promise<BundledFunctions> {
  const config = readDeploymentConfig(app.node);
  const bundled = await bundleFunctions(projectFolder);
  new TallystickStack(app, stackName, {
    config,
    functionsFolder: bundled.functionsFolder,
    terminationProtection: true,
  });
  return bundled;
}

/** What the CDK command adds to the context, so that both ways write the same template. */
const contextOfCommand = { 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true };

/**
 * Writes the cloud assembly that `cdk synth` writes, without its checks and without the CDK command: for the local
 * system, which starts often. `npm run synth` and the tests check the same stack.
 */
export async function synthesiseUnchecked(folders: { projectFolder: string; outputFolder: string }): Promise<void> {
  const { context } = JSON.parse(readFileSync(join(folders.projectFolder, 'cdk.json'), 'utf8')) as {
    context: Record<string, unknown>;
  };
  const app = new App({
    outdir: folders.outputFolder,
    context: { ...contextOfCommand, ...context },
    analyticsReporting: false,
    builtinCloudFormationValidation: false,
    treeMetadata: false,
  });
  await addTallystick(app, folders.projectFolder);
  app.synth();
}
