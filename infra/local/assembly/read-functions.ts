import * as z from 'zod';

import type { Statement } from '../iam/statement.ts';
import { readStatements } from '../iam/statement.ts';
import { AssemblyError } from './cloud-assembly.ts';
import type { DeployedEventSource, DeployedFunction, DeployedRole } from './deployed-system.ts';
import { attributeOf, physicalName } from './physical-names.ts';
import { readResources } from './read-resource.ts';
import type { Resolver } from './resolver.ts';

const policyDocument = z.looseObject({ Statement: z.array(z.unknown()) });

const functionProperties = z.strictObject({
  Code: z.strictObject({ S3Bucket: z.string(), S3Key: z.string() }),
  Handler: z.string(),
  Runtime: z.literal('nodejs24.x'),
  Role: z.string(),
  Environment: z.strictObject({ Variables: z.record(z.string(), z.string()) }).optional(),
  Timeout: z.number(),
  MemorySize: z.number(),
  ReservedConcurrentExecutions: z.number().optional(),
  LoggingConfig: z.looseObject({ LogGroup: z.string().optional() }).optional(),
  PackageType: z.literal('Zip').optional(),
});

/** Reads the functions, each with its code, its variables and what its role may do. */
export function readFunctions(resolver: Resolver): DeployedFunction[] {
  const roles = readRoles(resolver);
  const ignored = ['FunctionName', 'Description', 'Tags', 'Architectures', 'TracingConfig', 'SnapStart'];
  return readResources(resolver, 'AWS::Lambda::Function', functionProperties, ignored).map(
    ({ logicalId, properties }) => {
      const role = roles.get(properties.Role);
      const assetFolder = resolver.assembly.assetFolders.get(properties.Code.S3Key);
      if (role === undefined) throw new AssemblyError(`${logicalId}.Role is no role of this template.`);
      if (assetFolder === undefined) {
        throw new AssemblyError(
          `${logicalId}.Code: no asset of the cloud assembly is stored as ${properties.Code.S3Key}.`,
        );
      }
      return {
        name: physicalName(resolver, logicalId),
        arn: attributeOf(resolver, logicalId, 'Arn', logicalId),
        assetFolder,
        handler: properties.Handler,
        environment: properties.Environment?.Variables ?? {},
        timeoutSeconds: properties.Timeout,
        memoryMegabytes: properties.MemorySize,
        reservedConcurrency: properties.ReservedConcurrentExecutions,
        logGroup: properties.LoggingConfig?.LogGroup,
        role,
      };
    },
  );
}

const roleProperties = z.strictObject({
  AssumeRolePolicyDocument: z.unknown(),
  Policies: z.array(z.strictObject({ PolicyName: z.string(), PolicyDocument: policyDocument })).optional(),
  ManagedPolicyArns: z
    .array(z.string())
    .max(0, 'managed policies are not known locally: state the actions in the template')
    .optional(),
});

const policyProperties = z.strictObject({
  PolicyName: z.string(),
  PolicyDocument: policyDocument,
  Roles: z.array(z.string()),
});

/** Reads the roles by ARN, with their inline policies and those of AWS::IAM::Policy. */
export function readRoles(resolver: Resolver): ReadonlyMap<string, DeployedRole> {
  const statements = new Map<string, Statement[]>();
  const policies = readResources(resolver, 'AWS::IAM::Policy', policyProperties);
  const roles = readResources(resolver, 'AWS::IAM::Role', roleProperties, ['RoleName', 'Description', 'Tags']);
  for (const { logicalId, properties } of roles) {
    const inline = (properties.Policies ?? []).flatMap(({ PolicyDocument: document }) =>
      readStatements(document.Statement, logicalId),
    );
    statements.set(physicalName(resolver, logicalId), inline);
  }
  for (const { logicalId, properties } of policies) {
    for (const role of properties.Roles) {
      const held = statements.get(role);
      if (held === undefined) throw new AssemblyError(`${logicalId}.Roles: ${role} is no role of this template.`);
      held.push(...readStatements(properties.PolicyDocument.Statement, logicalId));
    }
  }
  return new Map(
    roles.map(({ logicalId }) => {
      const name = physicalName(resolver, logicalId);
      const arn = attributeOf(resolver, logicalId, 'Arn', logicalId);
      return [arn, { name, arn, statements: statements.get(name) ?? [] }];
    }),
  );
}

const eventSourceProperties = z.strictObject({
  FunctionName: z.string(),
  EventSourceArn: z.string(),
  BatchSize: z.number().default(10),
  Enabled: z.boolean().default(true),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
});

/** Reads which queue invokes which function. */
export function readEventSources(
  resolver: Resolver,
  functions: readonly DeployedFunction[],
): readonly DeployedEventSource[] {
  const ignored = ['Tags', 'ScalingConfig'];
  return readResources(resolver, 'AWS::Lambda::EventSourceMapping', eventSourceProperties, ignored).map(
    ({ logicalId, properties }) => ({
      functionArn: functionArnOf(functions, properties.FunctionName, `${logicalId}.FunctionName`),
      queueArn: properties.EventSourceArn,
      batchSize: properties.BatchSize,
      enabled: properties.Enabled,
      reportsBatchItemFailures: properties.FunctionResponseTypes.length > 0,
    }),
  );
}

/** The ARN of the function that a template names by its name or by its ARN. */
export function functionArnOf(functions: readonly DeployedFunction[], reference: string, path: string): string {
  const found = functions.find(({ name, arn }) => name === reference || arn === reference);
  if (found === undefined) throw new AssemblyError(`${path}: ${reference} is no function of this template.`);
  return found.arn;
}
