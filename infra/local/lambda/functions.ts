import type { DeployedFunction } from '../assembly/deployed-system.ts';
import type { ClaimedDataFolder } from '../data-folder.ts';
import type { LocalIdentity } from '../signed-requests.ts';
import type { ExecutionEnvironment } from './execution-environment.ts';
import { createExecutionEnvironment, FunctionFailedError } from './execution-environment.ts';

/** One finished invocation. */
export interface Invocation {
  functionName: string;
  milliseconds: number;
  /** The type of the error, when the function failed. */
  failure: string | undefined;
}

/** Every function of the template, ready to be invoked. */
export interface Functions {
  invoke(functionArn: string, event: unknown): Promise<unknown>;
  /** The functions that run or wait at this moment, by name. */
  running: () => string[];
  /** Called after each invocation. */
  onInvocation: (listener: (invocation: Invocation) => void) => void;
  stop(): Promise<void>;
}

export interface FunctionsOptions {
  functions: readonly DeployedFunction[];
  folder: ClaimedDataFolder;
  region: string;
  gatewayOrigin: string;
  identityOf: (functionName: string) => LocalIdentity;
  /** Variables of the template that have another value on this machine, by name. */
  replaced: Readonly<Record<string, string>>;
}

/** Makes one environment a function: its events run one at a time, warm after the first. */
export function createFunctions(options: FunctionsOptions): Functions {
  const byArn = new Map<string, { deployed: DeployedFunction; environment: ExecutionEnvironment }>();
  for (const deployed of options.functions) {
    const service = deployed.environment['POWERTOOLS_SERVICE_NAME'] ?? deployed.name;
    const logFile = options.folder.file(`logs/${service}.log`);
    const variables = variablesOf(deployed, options);
    byArn.set(deployed.arn, { deployed, environment: createExecutionEnvironment(deployed, variables, logFile) });
  }
  const running: string[] = [];
  const listeners: ((invocation: Invocation) => void)[] = [];

  return {
    async invoke(functionArn, event) {
      const found = byArn.get(functionArn);
      if (found === undefined) throw new Error(`There is no function ${functionArn}.`);
      const { deployed, environment } = found;
      if (deployed.reservedConcurrency === 0) {
        throw new FunctionFailedError(deployed.name, 'TooManyRequestsException', 'its reserved concurrency is 0');
      }
      const startedAt = performance.now();
      let failure: string | undefined;
      running.push(deployed.name);
      try {
        return await environment.invoke(event);
      } catch (error) {
        failure = error instanceof FunctionFailedError ? error.errorType : 'Error';
        throw error;
      } finally {
        running.splice(running.indexOf(deployed.name), 1);
        const invocation = { functionName: deployed.name, milliseconds: performance.now() - startedAt, failure };
        for (const listener of listeners) listener(invocation);
      }
    },
    running: () => [...running],
    onInvocation: (listener) => void listeners.push(listener),
    stop: async () => {
      await Promise.all([...byArn.values()].map(({ environment }) => environment.stop()));
    },
  };
}

/**
 * What Lambda and the template set, and nothing of this process's own environment: no credential, profile or
 * region of the shell can reach a function. Every AWS endpoint is the gateway; a service it lacks is refused there.
 */
function variablesOf(deployed: DeployedFunction, options: FunctionsOptions): Record<string, string> {
  const { region, gatewayOrigin, replaced } = options;
  const identity = options.identityOf(deployed.name);
  const services = ['DYNAMODB', 'S3', 'SQS', 'SNS', 'SES', 'SECRETS_MANAGER'];
  return {
    PATH: process.env['PATH'] ?? '',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    _HANDLER: deployed.handler,
    LAMBDA_TASK_ROOT: deployed.assetFolder,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: deployed.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(deployed.memoryMegabytes),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: deployed.logGroup ?? '',
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: identity.accessKeyId,
    AWS_SECRET_ACCESS_KEY: identity.secretAccessKey,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: gatewayOrigin,
    ...Object.fromEntries(services.map((service) => [`AWS_ENDPOINT_URL_${service}`, gatewayOrigin])),
    ...Object.fromEntries(Object.entries(deployed.environment).map(([name, value]) => [name, replaced[name] ?? value])),
  };
}
