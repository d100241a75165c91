import { expect, it } from 'vitest';

import type { CloudAssembly } from '../../../../infra/local/assembly/cloud-assembly.ts';
import { createResolver } from '../../../../infra/local/assembly/resolver.ts';

const assembly: CloudAssembly = {
  stackName: 'Stack',
  resources: new Map([
    ['Queue', { type: 'AWS::SQS::Queue', properties: { FifoQueue: true }, condition: undefined }],
    [
      'Named',
      { type: 'AWS::SQS::Queue', properties: { QueueName: { 'Fn::Sub': 'q-${AWS::Region}' } }, condition: undefined },
    ],
    ['Secret', { type: 'AWS::SecretsManager::Secret', properties: { Name: 'a/b' }, condition: undefined }],
  ]),
  parameterDefaults: new Map([['Stage', 'live']]),
  outputs: new Map(),
  assetFolders: new Map(),
};

const resolver = createResolver(assembly, {
  region: 'us-east-1',
  accountId: '000000000000',
  queueUrl: (name) => `http://queue/${name}`,
  httpApiEndpoint: 'http://api',
  secretArn: (name) => `arn:secret:${name}`,
});

it.each<[unknown, unknown]>([
  [{ Ref: 'AWS::AccountId' }, '000000000000'],
  [{ Ref: 'Stage' }, 'live'],
  [{ Ref: 'Queue' }, 'http://queue/Stack-Queue.fifo'],
  [{ Ref: 'Named' }, 'http://queue/q-us-east-1'],
  [{ Ref: 'Secret' }, 'arn:secret:a/b'],
  [{ 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:aws:sqs:us-east-1:000000000000:Stack-Queue.fifo'],
  [{ 'Fn::GetAtt': 'Queue.QueueName' }, 'Stack-Queue.fifo'],
  [{ 'Fn::Join': ['/', ['a', { Ref: 'Stage' }, 7]] }, 'a/live/7'],
  [{ 'Fn::Select': [1, { 'Fn::Split': [':', 'a:b:c'] }] }, 'b'],
  [{ 'Fn::Sub': '${Queue.QueueName} ${Stage} ${!kept}' }, 'Stack-Queue.fifo live ${kept}'],
  [{ 'Fn::Sub': ['${One}${Stage}', { One: { Ref: 'AWS::Partition' } }] }, 'awslive'],
  [{ a: [{ Ref: 'AWS::NoValue' }, 1], b: { Ref: 'AWS::NoValue' } }, { a: [1] }],
  [
    { plain: true, nothing: null },
    { plain: true, nothing: null },
  ],
])('%j becomes %j', (value, expected) => {
  expect(resolver.resolve(value, 'here')).toEqual(expected);
});

it.each<[unknown, string]>([
  [{ a: [{ 'Fn::If': ['x', 1, 2] }] }, 'here.a[0]: Fn::If is not supported locally'],
  [{ Ref: 'Nobody' }, 'here.Ref: there is no resource or parameter Nobody'],
  [{ 'Fn::GetAtt': ['Queue', 'Colour'] }, 'here.Fn::GetAtt: the attribute Colour of Queue is not known locally'],
  [{ 'Fn::Select': [5, ['a']] }, 'here.Fn::Select: there is no item 5'],
  ['{{resolve:ssm:name}}', 'here: dynamic references are not supported'],
])('%j is refused, naming the path', (value, message) => {
  expect(() => resolver.resolve(value, 'here')).toThrow(message);
});
