import { join } from 'node:path';
import type { Duration } from 'aws-cdk-lib';
import { RemovalPolicy } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** What all functions of a stack have in common. */
export interface FunctionSurroundings {
  /** Holds one asset folder a function, as infra/bundle.ts makes them. */
  functionsFolder: string;
  logRetention: RetentionDays;
}

export interface BundledFunctionProps extends FunctionSurroundings {
  /** The folder under functions/, and the service name in logs and metrics. */
  name: string;
  timeout: Duration;
  memoryMiB?: number;
  environment: Readonly<Record<string, string>>;
  /** Everything the function may do besides writing its own log. */
  permissions: readonly PolicyStatement[];
  /** The kill switch: no instance of the function runs, and its queues are not read. */
  isStopped?: boolean;
}

export const metricsNamespace = 'Tallystick';

/** One Lambda with a role of its own, which can do exactly what `permissions` says and write to its own log group. */
export class BundledFunction extends Construct {
  readonly name: string;
  readonly lambda: LambdaFunction;
  readonly logGroup: LogGroup;
  private readonly policy: PolicyDocument;
  private readonly isStopped: boolean;

  constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    super(scope, id);
    this.name = props.name;
    this.isStopped = props.isStopped ?? false;
    this.logGroup = new LogGroup(this, 'Log', { retention: props.logRetention, removalPolicy: RemovalPolicy.RETAIN });
    this.policy = new PolicyDocument({ statements: [toWriteLog(this.logGroup), ...props.permissions] });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { exactly: this.policy },
    });
    this.lambda = new LambdaFunction(this, 'Function', {
      description: `Tallystick: ${props.name}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.X86_64,
      code: Code.fromAsset(join(props.functionsFolder, props.name)),
      handler: 'index.handler',
      role: role.withoutPolicyUpdates(),
      timeout: props.timeout,
      memorySize: props.memoryMiB ?? 512,
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      environment: {
        POWERTOOLS_SERVICE_NAME: props.name,
        POWERTOOLS_LOG_LEVEL: 'INFO',
        POWERTOOLS_METRICS_NAMESPACE: metricsNamespace,
        ...props.environment,
      },
      ...(this.isStopped ? { reservedConcurrentExecutions: 0 } : {}),
    });
  }

  /**
   * Runs the function for each message of the queue, one at a time.
   *
   * A stopped function's queue is not read at all: reading it would count as failed attempts, and after five of them
   * a contract would be parked only because money was stopped. AWS refuses `mostAtOnce` beside a concurrency of zero.
   */
  consume(source: string, queue: IQueue, { mostAtOnce }: { mostAtOnce?: number } = {}): void {
    this.policy.addStatements(
      new PolicyStatement({
        actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
        resources: [queue.queueArn],
      }),
    );
    this.lambda.addEventSourceMapping(`From${source}`, {
      eventSourceArn: queue.queueArn,
      batchSize: 1,
      enabled: !this.isStopped,
      ...(mostAtOnce === undefined || this.isStopped ? {} : { maxConcurrency: mostAtOnce }),
    });
  }
}

/** The ARN of a log group as CloudFormation gives it already covers the group's streams. */
function toWriteLog(logGroup: LogGroup): PolicyStatement {
  return new PolicyStatement({
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [logGroup.logGroupArn],
  });
}
