import { describe, expect, it } from 'vitest';
import { aTallystickStack, synthesised } from './synthesised-stack.ts';

const template = synthesised(aTallystickStack());

describe('the queues', () => {
  const sources = template.ofType('AWS::Lambda::EventSourceMapping').map(({ Properties }) => ({
    source: template.asText(Properties['EventSourceArn']).slice(1, -1),
    consumer: template.asText(Properties['FunctionName']).slice(1, -1),
    batchSize: Properties['BatchSize'],
    enabled: Properties['Enabled'],
  }));

  it('are read one message at a time by the function that was agreed', () => {
    expect(sources.map(({ source, consumer }) => `${source} -> ${consumer}`).toSorted()).toEqual([
      'Queues/Contract/DeadLetters -> Billing/ParkContract/Function',
      'Queues/Contract/Queue -> Billing/SettleContract/Function',
      'Queues/Inbound/DeadLetters -> Billing/ParkContract/Function',
      'Queues/Inbound/Queue -> Intake/RecordFacts/Function',
      'Queues/Invoice/DeadLetters -> Billing/ParkContract/Function',
      'Queues/Invoice/Queue -> Billing/PushInvoice/Function',
      'Queues/MailEvents/DeadLetters -> Billing/ParkContract/Function',
      'Queues/MailEvents/Queue -> Intake/RecordFacts/Function',
      'Queues/ReceivedMails/DeadLetters -> Billing/ParkContract/Function',
      'Queues/ReceivedMails/Queue -> MailIntake/ReceiveMail/Function',
      'Queues/Reconcile/DeadLetters -> Billing/ParkContract/Function',
      'Queues/Reconcile/Queue -> Checking/Reconcile/Function',
      'Queues/Statement/DeadLetters -> Billing/ParkContract/Function',
      'Queues/Statement/Queue -> Billing/SendStatement/Function',
    ]);
    for (const { batchSize, enabled } of sources)
      expect({ batchSize, enabled }).toEqual({ batchSize: 1, enabled: true });
  });

  it('hide a message for at least six times as long as its function may take', () => {
    for (const { source, consumer } of sources) {
      const hidden = Number(template.at(source).Properties['VisibilityTimeout']);
      expect(hidden, source).toBeGreaterThanOrEqual(6 * Number(template.at(consumer).Properties['Timeout']));
    }
  });

  it.each(['Inbound', 'MailEvents', 'Contract', 'Invoice', 'Statement'])(
    'give %s a dead-letter queue of its own kind after five attempts, and fourteen days',
    (name) => {
      const isFifo = name === 'MailEvents' ? undefined : true;
      const { Properties: queue } = template.at(`Queues/${name}/Queue`);
      const { Properties: deadLetters } = template.at(`Queues/${name}/DeadLetters`);
      const { deadLetterTargetArn, maxReceiveCount } = queue['RedrivePolicy'] as Record<string, unknown>;
      expect(template.asText(deadLetterTargetArn)).toBe(`<Queues/${name}/DeadLetters>`);
      expect(maxReceiveCount).toBe(5);
      expect([queue['FifoQueue'], deadLetters['FifoQueue']]).toEqual([isFifo, isFifo]);
      expect([queue['MessageRetentionPeriod'], deadLetters['MessageRetentionPeriod']]).toEqual([1_209_600, 1_209_600]);
    },
  );

  it('take no message twice for its content: senders name their deduplication ids', () => {
    const byContent = template
      .ofType('AWS::SQS::Queue')
      .map(({ Properties }) => Properties['ContentBasedDeduplication']);
    expect(byContent).not.toContain(true);
  });
});

describe('the table', () => {
  const { Properties: table, DeletionPolicy } = template.at('Contracts/Table');

  it('is kept when the stack goes, and cannot be deleted by mistake', () => {
    expect(DeletionPolicy).toBe('Retain');
    expect(table['Replicas']).toEqual([expect.objectContaining({ DeletionProtectionEnabled: true })]);
  });

  it('can be restored to any second of the last 35 days', () => {
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 };
    expect(table['Replicas']).toEqual([expect.objectContaining({ PointInTimeRecoverySpecification })]);
  });

  it('is encrypted, paid by use, and forgets nothing by itself', () => {
    expect(table).toMatchObject({ SSESpecification: { SSEEnabled: true }, BillingMode: 'PAY_PER_REQUEST' });
    expect(table).not.toHaveProperty('TimeToLiveSpecification');
  });

  it('has one sparse index, of contracts by when they need attention', () => {
    expect(table['GlobalSecondaryIndexes']).toEqual([
      {
        IndexName: 'attention',
        KeySchema: [
          { AttributeName: 'attentionShard', KeyType: 'HASH' },
          { AttributeName: 'attentionAt', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['factSeq'] },
      },
    ]);
  });
});

describe('the daily schedule', () => {
  it('compares every contract with Stripe once a day, in UTC, and tries again for hours', () => {
    const { Properties } = template.at('ReconcileSchedule/EveryDay');
    const target = Properties['Target'] as Record<string, unknown>;
    expect(Properties).toMatchObject({ ScheduleExpression: 'cron(30 5 * * ? *)' });
    expect(Properties).not.toHaveProperty('ScheduleExpressionTimezone');
    expect(template.asText(target['Arn'])).toBe('<Checking/Reconcile/Function>');
    expect(target['RetryPolicy']).toEqual({ MaximumRetryAttempts: 5, MaximumEventAgeInSeconds: 21_600 });
  });

  it('pushes with as many workers as use up the pace, and compares and takes mail with few', () => {
    const limits = template
      .ofType('AWS::Lambda::EventSourceMapping')
      .flatMap(({ Properties }) =>
        Properties['ScalingConfig'] === undefined
          ? []
          : [[template.asText(Properties['EventSourceArn']), Properties['ScalingConfig']]],
      );
    expect(Object.fromEntries(limits)).toEqual({
      '<Queues/Inbound/Queue>': { MaximumConcurrency: 25 },
      '<Queues/Invoice/Queue>': { MaximumConcurrency: 25 },
      '<Queues/Reconcile/Queue>': { MaximumConcurrency: 5 },
      '<Queues/ReceivedMails/Queue>': { MaximumConcurrency: 5 },
    });
  });

  it('sets no such limit where money is stopped, as AWS refuses it beside a concurrency of zero', () => {
    const stopped = synthesised(aTallystickStack({ stopMoney: true }));
    const mapping = stopped
      .ofType('AWS::Lambda::EventSourceMapping')
      .find(({ Properties }) => stopped.asText(Properties['EventSourceArn']) === '<Queues/Invoice/Queue>');
    expect(mapping?.Properties).toMatchObject({ Enabled: false });
    expect(mapping?.Properties).not.toHaveProperty('ScalingConfig');
  });
});

describe('the schedule', () => {
  it('runs the sweep every minute and tells it the time', () => {
    const { Properties } = template.at('SweepSchedule/EveryMinute');
    const target = Properties['Target'] as Record<string, unknown>;
    expect(Properties).toMatchObject({ ScheduleExpression: 'rate(1 minute)', FlexibleTimeWindow: { Mode: 'OFF' } });
    expect(template.asText(target['Arn'])).toBe('<Billing/Sweep/Function>');
    expect(target['Input']).toBe('{"scheduledAt":"<aws.scheduler.scheduled-time>"}');
  });
});

describe('the schedule of the pull', () => {
  it('asks the CRMs every quarter of an hour', () => {
    const { Properties } = template.at('CrmPullSchedule/EveryQuarterOfAnHour');
    expect(Properties).toMatchObject({ ScheduleExpression: 'rate(15 minutes)' });
    expect(template.asText((Properties['Target'] as Record<string, unknown>)['Arn'])).toBe('<Crm/PullCrm/Function>');
  });
});

describe('the HTTP API', () => {
  it('asks for an IAM signature on /api and leaves five routes to their functions', () => {
    const routes = template.ofType('AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties);
    expect(routes.map((route) => `${String(route['RouteKey'])}: ${String(route['AuthorizationType'])}`)).toEqual([
      'POST /webhooks/crm/{contractId}: NONE',
      'POST /webhooks/crm/{contractId}/{vendor}: NONE',
      'POST /webhooks/crm/{contractId}/{vendor}/{key}: NONE',
      'POST /webhooks/stripe: NONE',
      'GET /workings/{contractId}/{workingHash}: NONE',
      'ANY /api/{proxy+}: AWS_IAM',
    ]);
  });

  it('limits requests and logs them without their path, which may hold the hash that opens a working', () => {
    const { Properties: stage } = template.at('PublicApi/Stage');
    expect(stage['DefaultRouteSettings']).toEqual({ ThrottlingBurstLimit: 40, ThrottlingRateLimit: 20 });
    const { Format } = stage['AccessLogSettings'] as { Format: string };
    expect(Format).toContain('$context.routeKey');
    expect(Format).not.toMatch(/\$context\.(path|http\.path|integration\.requestId|authorizer\.claims)/);
  });
});

describe('mail', () => {
  it('goes over TLS alone, and what becomes of it reaches the mail-events queue', () => {
    expect(template.at('Mail/ConfigurationSet').Properties).toMatchObject({
      DeliveryOptions: { TlsPolicy: 'REQUIRE' },
    });
    const { EventDestination } = template.at('Mail/ConfigurationSet/ToMailEvents').Properties as {
      EventDestination: { MatchingEventTypes: string[]; SnsDestination: { TopicARN: unknown } };
    };
    expect(EventDestination.MatchingEventTypes).toEqual(
      expect.arrayContaining(['send', 'delivery', 'bounce', 'complaint', 'reject', 'renderingFailure']),
    );
    expect(template.asText(EventDestination.SnsDestination.TopicARN)).toBe('<Mail/MailEvents>');
    const subscriptions = template.ofType('AWS::SNS::Subscription').map(({ Properties }) => ({
      topic: template.asText(Properties['TopicArn']),
      endpoint: template.asText(Properties['Endpoint']),
    }));
    expect(subscriptions).toContainEqual({ topic: '<Mail/MailEvents>', endpoint: '<Queues/MailEvents/Queue>' });
  });
});

describe('the secrets', () => {
  it('have no value in the template, except that money starts switched off', () => {
    const values = template.ofType('AWS::SecretsManager::Secret').map(({ Properties, DeletionPolicy }) => ({
      name: Properties['Name'],
      value: Properties['SecretString'] ?? Properties['GenerateSecretString'],
      DeletionPolicy,
    }));
    expect(values).toEqual([
      { name: 'acme/stripe/api-key', value: undefined, DeletionPolicy: 'Retain' },
      { name: 'acme/stripe/webhook', value: undefined, DeletionPolicy: 'Retain' },
      { name: 'acme/activation', value: '{"state":"off"}', DeletionPolicy: 'Retain' },
    ]);
  });
});

describe('mail that comes in', () => {
  const at = (path: string) => template.at(path).Properties;

  it('is taken over TLS alone, scanned, stored in a closed bucket, and told to a topic', () => {
    expect(at('MailIntake/ToRegister')['Rule']).toMatchObject({
      Enabled: true,
      Recipients: ['introductions.example.com'],
      ScanEnabled: true,
      TlsPolicy: 'Require',
      Actions: [{ S3Action: { ObjectKeyPrefix: 'received/' } }],
    });
  });

  it('lies in buckets that are encrypted, closed to the public and open to TLS alone', () => {
    for (const bucket of ['MailIntake/Mails', 'Evidence/Files']) {
      expect(at(bucket)['BucketEncryption']).toBeDefined();
      expect(Object.values(at(bucket)['PublicAccessBlockConfiguration'] ?? {})).toEqual([true, true, true, true]);
      const policy = JSON.stringify(at(`${bucket}/Policy`)['PolicyDocument']);
      expect(policy).toContain('"aws:SecureTransport":"false"');
    }
    expect(template.at('Evidence/Files').DeletionPolicy).toBe('Retain');
    expect(JSON.stringify(at('MailIntake/Mails')['LifecycleConfiguration'])).toContain('"ExpirationInDays":90');
    expect(at('Evidence/Files')).not.toHaveProperty('LifecycleConfiguration');
  });

  it('may be written by SES alone, for this account', () => {
    const policy = JSON.stringify(at('MailIntake/Mails/Policy')['PolicyDocument']);
    expect(policy).toContain('"Service":"ses.amazonaws.com"');
    expect(policy).toContain('"aws:SourceAccount"');
    expect(JSON.stringify(at('Evidence/Files/Policy')['PolicyDocument'])).not.toContain('ses.amazonaws.com');
  });

  it('is not taken where no domain is named for it', () => {
    const without = synthesised(aTallystickStack({ introductionsDomain: undefined }));
    expect(without.ofType('AWS::SES::ReceiptRule')).toEqual([]);
    expect(without.ofType('AWS::Lambda::Function')).toHaveLength(template.ofType('AWS::Lambda::Function').length - 1);
  });
});
