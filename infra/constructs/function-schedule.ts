import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface FunctionScheduleProps {
  lambda: LambdaFunction;
  /** The name of the schedule in the template, such as `EveryMinute`. */
  name: string;
  description: string;
  /** In UTC: a local hour that a change of clocks leaves out would be left out too. */
  expression: string;
  /** How often a failed attempt is repeated, and until when. */
  retries: { attempts: number; within: Duration };
}

/**
 * Runs a function on a schedule and tells it the instant it was due, so that the function reads no clock of its own.
 *
 * Written on the resource itself, because CDK's own target also grants every version of the function (`:*`).
 */
export class FunctionSchedule extends Construct {
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: FunctionScheduleProps) {
    const { lambda, name, description, expression, retries } = props;
    super(scope, id);
    this.deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    Validations.of(this.deadLetters).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'This is the dead-letter queue of a schedule, which the rule does not look at; an alarm watches it.',
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      inlinePolicies: {
        exactly: new PolicyDocument({
          statements: [
            new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [lambda.functionArn] }),
            new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.deadLetters.queueArn] }),
          ],
        }),
      },
    });
    new CfnSchedule(this, name, {
      description,
      scheduleExpression: expression,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: lambda.functionArn,
        roleArn: role.roleArn,
        input: JSON.stringify({ scheduledAt: '<aws.scheduler.scheduled-time>' }),
        deadLetterConfig: { arn: this.deadLetters.queueArn },
        retryPolicy: {
          maximumRetryAttempts: retries.attempts,
          maximumEventAgeInSeconds: retries.within.toSeconds(),
        },
      },
    });
  }
}
