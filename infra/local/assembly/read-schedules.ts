import * as z from 'zod';

import { isAllowed } from '../iam/evaluate.ts';
import { AssemblyError } from './cloud-assembly.ts';
import type { DeployedFunction, DeployedSchedule } from './deployed-system.ts';
import { functionArnOf, readRoles } from './read-functions.ts';
import { readResources } from './read-resource.ts';
import type { Resolver } from './resolver.ts';

const scheduleProperties = z.strictObject({
  ScheduleExpression: z.string(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Target: z.strictObject({
    Arn: z.string(),
    RoleArn: z.string(),
    Input: z.string().default('{}'),
    DeadLetterConfig: z.unknown().optional(),
    RetryPolicy: z.unknown().optional(),
  }),
});

const ignoredOfSchedules = [
  'Description',
  'FlexibleTimeWindow',
  'GroupName',
  'Name',
  'ScheduleExpressionTimezone',
  'StartDate',
  'EndDate',
];

/** Reads the schedules; one whose role may not invoke its function is an error. */
export function readSchedules(resolver: Resolver, functions: readonly DeployedFunction[]): DeployedSchedule[] {
  const roles = readRoles(resolver);
  return readResources(resolver, 'AWS::Scheduler::Schedule', scheduleProperties, ignoredOfSchedules).map(
    ({ logicalId, properties: { Target: target, ...schedule } }) => {
      const functionArn = functionArnOf(functions, target.Arn, `${logicalId}.Target`);
      const role = roles.get(target.RoleArn);
      const permission = { action: 'lambda:InvokeFunction', resource: functionArn, context: {} };
      if (role === undefined || !isAllowed(role.statements, permission)) {
        throw new AssemblyError(`${logicalId}.Target.RoleArn: the role may not invoke ${functionArn}.`);
      }
      return {
        name: logicalId,
        expression: schedule.ScheduleExpression,
        functionArn,
        input: target.Input,
        enabled: schedule.State === 'ENABLED',
      };
    },
  );
}
