import type { CloudAssembly } from './cloud-assembly.ts';
import { AssemblyError } from './cloud-assembly.ts';
import type { DeployedSystem } from './deployed-system.ts';
import { ignoredResources } from './ignored-resources.ts';
import type { Place } from './physical-names.ts';
import { readEventSources, readFunctions } from './read-functions.ts';
import { readRoutes } from './read-http-api.ts';
import { readQueues, readTopics } from './read-messaging.ts';
import { readSchedules } from './read-schedules.ts';
import { readBuckets, readMail, readReceiptRules, readSecretNames, readTable } from './read-state.ts';
import { createResolver } from './resolver.ts';

const runResources = new Set([
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::DynamoDB::GlobalTable',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Lambda::Permission',
  'AWS::S3::Bucket',
  'AWS::SES::ConfigurationSet',
  'AWS::SES::ConfigurationSetEventDestination',
  'AWS::SES::EmailIdentity',
  'AWS::SES::ReceiptRule',
  'AWS::SES::ReceiptRuleSet',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
  'AWS::Scheduler::Schedule',
  'AWS::SecretsManager::Secret',
]);

/**
 * Reads what a cloud assembly deploys, as it is in `place`.
 * Throws {@link AssemblyError}, naming resource and path, for anything that it can neither run nor ignore on purpose.
 */
export function readDeployedSystem(assembly: CloudAssembly, place: Place): DeployedSystem {
  refuseUnknownResources(assembly);
  const resolver = createResolver(assembly, place);
  const functions = readFunctions(resolver);
  return {
    stackName: assembly.stackName,
    functions,
    eventSources: readEventSources(resolver, functions),
    queues: readQueues(resolver),
    topics: readTopics(resolver),
    routes: readRoutes(resolver, functions),
    schedules: readSchedules(resolver, functions),
    table: readTable(resolver),
    mail: readMail(resolver),
    receiptRules: readReceiptRules(resolver),
    buckets: readBuckets(resolver),
    secretNames: readSecretNames(resolver),
    outputs: new Map(
      [...assembly.outputs].map(([name, value]) => [name, String(resolver.resolve(value, `Outputs.${name}`))]),
    ),
  };
}

function refuseUnknownResources(assembly: CloudAssembly): void {
  const unknown = [...assembly.resources].filter(
    ([, { type }]) => !runResources.has(type) && ignoredResources[type] === undefined,
  );
  if (unknown.length === 0) return;
  const list = unknown.map(([id, { type }]) => `  ${id} (${type})`).join('\n');
  throw new AssemblyError(
    `The local system neither runs these resources nor ignores them on purpose:\n${list}\n` +
      'Teach it to run them (infra/local/assembly), or give the reason in ignored-resources.ts.',
  );
}
