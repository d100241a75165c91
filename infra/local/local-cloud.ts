import type { DeployedSystem } from './assembly/deployed-system.ts';
import type { Place } from './assembly/physical-names.ts';
import type { AwsService, GatewayWiring } from './aws-gateway.ts';
import type { ClaimedDataFolder } from './data-folder.ts';
import type { Engine } from './engine.ts';
import { createForwarder } from './forward.ts';
import type { EventSources } from './lambda/event-sources.ts';
import { createEventSources } from './lambda/event-sources.ts';
import type { Functions } from './lambda/functions.ts';
import { createFunctions } from './lambda/functions.ts';
import type { Queues } from './queues.ts';
import { openQueues } from './queues.ts';
import type { CallRecorder } from './recorded-calls.ts';
import { createCallRecorder } from './recorded-calls.ts';
import type { LocalIdentity } from './signed-requests.ts';
import { createIdentities } from './signed-requests.ts';
import { createTable } from './table.ts';
import { appService } from './vendors.ts';

/** The place that everything is deployed to. fauxqs knows this account only. */
export const region = 'us-east-1';
export const accountId = '000000000000';

/** The deployed functions with the AWS services that they use, ready to run. */
export interface LocalCloud {
  deployed: DeployedSystem;
  functions: Functions;
  eventSources: EventSources;
  queues: Queues;
  recorder: CallRecorder;
  identities: ReadonlyMap<string, LocalIdentity>;
  operator: LocalIdentity;
  /** What the gateway passes calls on to. */
  wiring: GatewayWiring;
  stop: () => Promise<void>;
}

type App = Parameters<typeof appService>[0];

export interface LocalCloudOptions {
  deployed: DeployedSystem;
  folder: ClaimedDataFolder;
  engine: Engine;
  gatewayOrigin: string;
  place: Place;
  identitySeed: string;
  /** The stand-ins of Secrets Manager and SES. */
  secretsApp: App;
  sesApp: App;
  s3: AwsService;
  replacedVariables: Readonly<Record<string, string>>;
  retrySeconds: number;
  onLog: (line: string) => void;
}

/** Makes table, queues and functions as the template has them; nothing runs until `eventSources.resume`. */
export async function createLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const { deployed, folder, engine, onLog } = options;
  await createTable(engine, deployed.table);
  const queues = await openQueues({
    folder: folder.file('queues'),
    region,
    queueUrl: options.place.queueUrl,
    queues: deployed.queues,
    topics: deployed.topics,
  });
  const names = ['operator', ...deployed.functions.map(({ name }) => name)];
  const identities = createIdentities(names, options.identitySeed);
  const identityOf = (name: string): LocalIdentity => {
    const identity = [...identities.values()].find((one) => one.name === name);
    if (identity === undefined) throw new Error(`There is no identity ${name}.`);
    return identity;
  };
  const recorder = createCallRecorder(deployed.functions);
  const functions = createFunctions({
    functions: deployed.functions,
    folder,
    region,
    gatewayOrigin: options.gatewayOrigin,
    identityOf,
    replaced: options.replacedVariables,
  });
  functions.onInvocation((invocation) => {
    recordLogging(recorder, deployed, invocation.functionName);
    if (invocation.failure !== undefined) onLog(`${invocation.functionName} failed: ${invocation.failure}`);
  });
  const eventSources = createEventSources({
    eventSources: deployed.eventSources,
    functions: deployed.functions,
    deployedQueues: deployed.queues,
    queues,
    invoker: functions,
    recorder,
    region,
    retrySeconds: options.retrySeconds,
  });
  const table = createForwarder(engine.origin);
  const queueService: GatewayWiring['services'][string] = (request) => queues.handle(request.headers, request.body);
  const services: GatewayWiring['services'] = {
    dynamodb: table.forward,
    sqs: queueService,
    sns: queueService,
    secretsmanager: appService(options.secretsApp),
    ses: appService(options.sesApp),
    s3: options.s3,
  };
  const scope = { region, accountId, mail: deployed.mail, secretArn: options.place.secretArn };
  return {
    deployed,
    functions,
    eventSources,
    queues,
    recorder,
    identities,
    operator: identityOf('operator'),
    wiring: { identities, services, recorder, scope, onLog },
    stop: async () => {
      const paused = eventSources.pause();
      await functions.stop();
      await paused;
      await queues.stop();
      table.stop();
    },
  };
}

/** Lambda writes a function's log with the function's own role; here it is a file, so only the right is weighed. */
function recordLogging(recorder: CallRecorder, deployed: DeployedSystem, functionName: string): void {
  const logGroup = deployed.functions.find(({ name }) => name === functionName)?.logGroup;
  if (logGroup === undefined) return;
  const resource = `arn:aws:logs:${region}:${accountId}:log-group:${logGroup}:log-stream:local`;
  recorder.weigh(
    functionName,
    ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({ action, resource, context: {} })),
  );
}
