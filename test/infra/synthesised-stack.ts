import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { DeploymentConfig } from '../../infra/config.ts';
import { TallystickStack } from '../../infra/stacks/tallystick-stack.ts';

export const functionNames = [
  'api',
  'park-contract',
  'pull-crm',
  'push-invoice',
  'receive-crm-webhook',
  'receive-mail',
  'receive-stripe-webhook',
  'reconcile',
  'record-facts',
  'send-statement',
  'settle-contract',
  'show-working',
  'sweep',
] as const;

/** One resource of a template, as far as these tests look into it. */
export interface Resource {
  Type: string;
  // A template is JSON of any shape; each test states the part that it expects.
  Properties: Record<string, unknown>;
  DeletionPolicy?: string;
  Metadata?: { 'aws:cdk:path'?: string };
}

export interface SynthesisedStack {
  stack: TallystickStack;
  resources: Record<string, Resource>;
  ofType(this: void, type: string): Resource[];
  /** The resource made at this path of the construct tree, without the stack's name. */
  at(this: void, path: string): Resource;
  /** A value of the template with each reference replaced by `<path of the resource>`, so that it reads as one text. */
  asText(this: void, value: unknown): string;
}

export function aDeploymentConfig(changes: Partial<DeploymentConfig> = {}): DeploymentConfig {
  return {
    deployment: 'acme',
    mailDomain: 'statements.example.com',
    mailFrom: 'tallystick@statements.example.com',
    introductionsDomain: 'introductions.example.com',
    alarmEmail: 'operator@example.com',
    logRetentionDays: 90,
    stopMoney: false,
    apiThrottle: { requestsPerSecond: 20, burst: 40 },
    ...changes,
  };
}

/** The real stack over empty functions, which takes a tenth of the time that bundling the real ones may take. */
export function aTallystickStack(changes: Partial<DeploymentConfig> = {}): TallystickStack {
  const app = new App({
    outdir: mkdtempSync(join(tmpdir(), 'tallystick-assembly-')),
    context: { 'aws:cdk:enable-path-metadata': true },
    builtinCloudFormationValidation: false,
  });
  return new TallystickStack(app, 'Tallystick', {
    config: aDeploymentConfig(changes),
    functionsFolder: emptyFunctions(),
  });
}

export function synthesised(stack: TallystickStack): SynthesisedStack {
  const { Resources: resources } = Template.fromStack(stack).toJSON() as { Resources: Record<string, Resource> };
  const paths = new Map(Object.entries(resources).map(([id, resource]) => [id, pathOf(resource)]));
  return {
    stack,
    resources,
    ofType: (type) => Object.values(resources).filter((resource) => resource.Type === type),
    at: (path) => {
      const found = Object.values(resources).find((resource) => pathOf(resource) === path);
      if (!found)
        throw new Error(`The template has no resource at ${path}. It has: ${[...paths.values()].join(', ')}.`);
      return found;
    },
    asText: (value) => textOf(value, paths),
  };
}

function emptyFunctions(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-functions-'));
  for (const name of functionNames) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'index.mjs'), `export const handler = () => '${name}';`);
  }
  return folder;
}

function pathOf(resource: Resource): string {
  return (resource.Metadata?.['aws:cdk:path'] ?? '').replace(/^Tallystick\//, '').replace(/\/(Resource|Default)$/, '');
}

function textOf(value: unknown, paths: ReadonlyMap<string, string>): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const [[name, argument] = ['', undefined]] = Object.entries(value);
  if (name === 'Ref') return `<${paths.get(String(argument)) ?? String(argument)}>`;
  if (name === 'Fn::GetAtt' && Array.isArray(argument)) return `<${paths.get(String(argument[0])) ?? '?'}>`;
  if (name === 'Fn::Join' && Array.isArray(argument) && Array.isArray(argument[1])) {
    return argument[1].map((part) => textOf(part, paths)).join(String(argument[0]));
  }
  throw new Error(`This test cannot read ${JSON.stringify(value)}. Teach textOf in test/infra/synthesised-stack.ts.`);
}
