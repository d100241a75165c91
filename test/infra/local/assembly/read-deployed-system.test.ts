import { describe, expect, it } from 'vitest';

import type { CloudAssembly } from '../../../../infra/local/assembly/cloud-assembly.ts';
import { readCloudAssembly } from '../../../../infra/local/assembly/cloud-assembly.ts';
import type { DeployedSystem } from '../../../../infra/local/assembly/deployed-system.ts';
import type { Place } from '../../../../infra/local/assembly/physical-names.ts';
import { readDeployedSystem } from '../../../../infra/local/assembly/read-deployed-system.ts';
import { sampleAssembly } from '../sample/sample-stack.ts';

const place: Place = {
  region: 'us-east-1',
  accountId: '000000000000',
  queueUrl: (name) => `http://127.0.0.1:1/000000000000/${name}`,
  httpApiEndpoint: 'http://127.0.0.1:2',
  secretArn: (name) => `arn:aws:secretsmanager:us-east-1:000000000000:secret:${name}-abcdef`,
};

const assembly = readCloudAssembly(await sampleAssembly());

function read(one: CloudAssembly = assembly): DeployedSystem {
  return readDeployedSystem(one, place);
}

/** The sample with the first resource of a type changed. */
function spoilt(type: string, change: (properties: Record<string, unknown>) => object): CloudAssembly {
  const resources = new Map(assembly.resources);
  const [id, resource] = [...resources].find(([, one]) => one.type === type) ?? [];
  if (id === undefined || resource === undefined) throw new Error(`The sample has no ${type}.`);
  resources.set(id, { ...resource, properties: { ...resource.properties, ...change(resource.properties) } });
  return { ...assembly, resources };
}

describe('the sample, read', () => {
  const system = read();

  it('has each function with its code, limits and resolved variables', () => {
    const work = system.functions.find(({ name }) => name === 'work');
    expect(work).toMatchObject({ handler: 'index.work', timeoutSeconds: 2, memoryMegabytes: 256 });
    expect(work?.assetFolder).toMatch(/cdk\.out\/asset\./);
    expect(work?.environment).toMatchObject({
      TABLE_NAME: system.table.name,
      WORK_QUEUE_URL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:1\/000000000000\/Sample-Work.*\.fifo$/) as string,
      SECRET_ARN: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:sample/stripe/api-key-abcdef',
    });
  });

  it('has the statements of each role, with their ARNs', () => {
    const work = system.functions.find(({ name }) => name === 'work');
    expect(work?.role.statements).toContainEqual({
      effect: 'Allow',
      actions: ['ses:SendRawEmail'],
      resources: [
        'arn:aws:ses:us-east-1:000000000000:identity/mail.example.com',
        expect.stringMatching(/^arn:aws:ses:us-east-1:000000000000:configuration-set\/Sample-Mail/) as string,
      ],
      conditions: [],
    });
  });

  it('has the queues with their redrive, and who reads them', () => {
    const [work, deadLetters] = ['Sample-Work', 'Sample-DeadLetters'].map((name) =>
      system.queues.find((queue) => queue.name.startsWith(name)),
    );
    expect(work).toMatchObject({ fifo: true, attributes: { VisibilityTimeout: '60', FifoQueue: 'true' } });
    expect(JSON.parse(work?.attributes['RedrivePolicy'] ?? '')).toEqual({
      deadLetterTargetArn: deadLetters?.arn,
      maxReceiveCount: 3,
    });
    expect(system.eventSources).toContainEqual({
      functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:work',
      queueArn: work?.arn,
      batchSize: 1,
      enabled: true,
      reportsBatchItemFailures: false,
    });
  });

  it('has the routes with their authorisers', () => {
    expect(system.routes.map(({ method, path, authoriser }) => `${method} ${path} ${authoriser}`).sort()).toEqual([
      'ANY /api/{proxy+} iam',
      'GET /echo/{one}/{two} none',
      'POST /echo/{one}/{two} none',
      'POST /jobs/{subject} none',
    ]);
  });

  it('has the table as CreateTable takes it', () => {
    expect(system.table).toMatchObject({
      deletionProtection: true,
      createTableInput: {
        BillingMode: 'PAY_PER_REQUEST',
        DeletionProtectionEnabled: true,
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
      },
    });
  });

  it('has the schedule, the mail events and the secrets', () => {
    expect(system.schedules).toMatchObject([
      { expression: 'rate(1 minute)', enabled: true, input: '{"scheduledAt":"<aws.scheduler.scheduled-time>"}' },
    ]);
    expect(system.mail.identities).toEqual(['mail.example.com']);
    expect(system.mail.eventDestinations).toMatchObject([{ eventTypes: ['bounce', 'delivery'] }]);
    expect(system.topics[0]?.queueSubscriptions).toHaveLength(1);
    expect(system.secretNames).toEqual(['sample/stripe/api-key']);
  });
});

describe('a template with something that the local system does not run', () => {
  it('is refused for a resource type that is neither run nor ignored', () => {
    const resources = new Map(assembly.resources).set('Bucket1', {
      type: 'AWS::S3::Bucket',
      properties: {},
      condition: undefined,
    });
    expect(() => read({ ...assembly, resources })).toThrow('Bucket1 (AWS::S3::Bucket)');
  });

  it.each<[string, string, (properties: Record<string, unknown>) => object, RegExp]>([
    ['a filter', 'AWS::Lambda::EventSourceMapping', () => ({ FilterCriteria: { Filters: [] } }), /FilterCriteria/],
    [
      'a batching window',
      'AWS::Lambda::EventSourceMapping',
      () => ({ MaximumBatchingWindowInSeconds: 5 }),
      /MaximumBatching/,
    ],
    ['another runtime', 'AWS::Lambda::Function', () => ({ Runtime: 'python3.14' }), /Runtime/],
    ['a layer', 'AWS::Lambda::Function', () => ({ Layers: ['arn'] }), /Layers/],
    [
      'an unknown intrinsic',
      'AWS::Lambda::Function',
      () => ({ Timeout: { 'Fn::Base64': 'x' } }),
      /\.Timeout: Fn::Base64/,
    ],
    ['a reference to nothing', 'AWS::Lambda::Function', () => ({ Role: { Ref: 'Nobody' } }), /\.Role\.Ref: .* Nobody/],
    [
      'code without an asset',
      'AWS::Lambda::Function',
      () => ({ Code: { S3Bucket: 'b', S3Key: 'k.zip' } }),
      /stored as k\.zip/,
    ],
    [
      'an attribute that it cannot know',
      'AWS::Lambda::Function',
      () => ({ Handler: { 'Fn::GetAtt': ['Work4C9FD43D', 'Age'] } }),
      /GetAtt/,
    ],
    [
      'a dead-letter queue of another kind',
      'AWS::SQS::Queue',
      () => ({ FifoQueue: false, QueueName: 'x' }),
      /no queue of the same kind/,
    ],
    [
      'a managed policy',
      'AWS::IAM::Role',
      () => ({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] }),
      /managed policies/,
    ],
    [
      'an authoriser that it cannot be',
      'AWS::ApiGatewayV2::Route',
      () => ({ AuthorizationType: 'JWT' }),
      /AuthorizationType/,
    ],
    [
      'a permission taken away',
      'AWS::Lambda::Permission',
      () => ({ Principal: 'other.amazonaws.com' }),
      /has no permission to invoke/,
    ],
    [
      'a schedule for nobody',
      'AWS::Scheduler::Schedule',
      (properties) => ({ Target: { ...(properties['Target'] as object), RoleArn: 'arn:none' } }),
      /may not invoke/,
    ],
  ])('is refused for %s, naming the resource', (_what, type, change, message) => {
    expect(() => read(spoilt(type, change))).toThrow(message);
  });

  it('is refused for a condition on a resource', () => {
    const resources = new Map(
      [...assembly.resources].map(([id, resource]) => [
        id,
        resource.type === 'AWS::SQS::Queue' ? { ...resource, condition: 'InEurope' } : resource,
      ]),
    );
    expect(() => read({ ...assembly, resources })).toThrow('conditions are not supported locally');
  });
});
