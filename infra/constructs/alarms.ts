import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { metricsNamespace } from './bundled-function.ts';
import type { BundledFunction } from './bundled-function.ts';
import { businessMetricNames, countOf } from './business-metrics.ts';
import type { BusinessMetric } from './business-metrics.ts';

export interface AlarmsProps {
  functions: readonly BundledFunction[];
  sweep: BundledFunction;
  reconcile: BundledFunction;
  /** Queues whose messages must not wait long, by the name an operator reads. */
  queues: Readonly<Record<string, IQueue>>;
  /** Queues that must be empty, by the name an operator reads. */
  deadLetters: Readonly<Record<string, Queue>>;
  api: HttpApi;
  accessLog: LogGroup;
  email?: string | undefined;
}

/** One alarm: it rings when `metric` in its period, five minutes or a day, is at least (or below) `threshold`. */
interface Watch {
  id: string;
  /** What happened and where docs/deploy.md says what to do; it is the text of the e-mail. */
  meaning: string;
  metric: IMetric;
  threshold: number;
  /** `too-few` also rings when there are no figures at all. */
  rings: 'at-or-above' | 'too-few';
}

const fiveMinutes = Duration.minutes(5);
const longestWait = Duration.minutes(30);
/** A night's comparison of many contracts is meant to wait for room at Stripe. */
const longestWaitOf: Readonly<Record<string, Duration>> = { Reconcile: Duration.hours(12) };
const refusalsBeforeAlarm = 20;

/** Everything that rings, to one topic. Each alarm is a row here and a row in docs/deploy.md. */
export class Alarms extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { displayName: 'Tallystick: alarms', enforceSSL: true });
    this.topic.addToResourcePolicy(alarmsMayPublish(this.topic));
    if (props.email !== undefined) this.topic.addSubscription(new EmailSubscription(props.email));

    const watches = [
      ...functionWatches(props.functions),
      ...queueWatches(props.queues),
      ...deadLetterWatches(props.deadLetters),
      ...scheduleWatches(props),
      ...businessWatches(),
      ...this.apiWatches(props),
    ];
    for (const watch of watches) this.ring(watch);
  }

  private ring({ id, meaning, metric, threshold, rings }: Watch): void {
    const tooFew = rings === 'too-few';
    const alarm = new Alarm(this, id, {
      alarmDescription: `${meaning} See docs/deploy.md, "What the alarms mean".`,
      metric,
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: tooFew
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: tooFew ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
  }

  private apiWatches({ api, accessLog }: AlarmsProps): Watch[] {
    const refusals = new MetricFilter(this, 'RefusedWebhooks', {
      logGroup: accessLog,
      metricNamespace: metricsNamespace,
      metricName: 'WebhookRefused',
      metricValue: '1',
      filterPattern: FilterPattern.all(
        FilterPattern.stringValue('$.status', '=', '401'),
        FilterPattern.stringValue('$.route', '=', 'POST /webhooks/*'),
      ),
    });
    return [
      {
        id: 'WebhooksRefused',
        meaning: `At least ${refusalsBeforeAlarm} webhooks were refused (401) in five minutes: a wrong secret, or an attack.`,
        metric: refusals.metric({ statistic: Stats.SUM, period: fiveMinutes }),
        threshold: refusalsBeforeAlarm,
        rings: 'at-or-above',
      },
      {
        id: 'HttpApiFailed',
        meaning: 'The HTTP API answered 5xx: webhooks are not taken, and their senders will try again.',
        metric: api.metricServerError({ statistic: Stats.SUM, period: fiveMinutes }),
        threshold: 1,
        rings: 'at-or-above',
      },
    ];
  }
}

/** A topic with a policy of its own loses the default one, under which alarms may publish, so it must be said. */
function alarmsMayPublish(topic: Topic): PolicyStatement {
  return new PolicyStatement({
    sid: 'AlarmsMayPublish',
    principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
    actions: ['sns:Publish'],
    resources: [topic.topicArn],
    conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(topic).account } },
  });
}

function functionWatches(functions: readonly BundledFunction[]): Watch[] {
  return functions.map(({ name, node, lambda }) => ({
    id: `${node.id}Failed`,
    meaning: `The function ${name} failed. Its log says why; its queue tries again.`,
    metric: lambda.metricErrors({ statistic: Stats.SUM, period: fiveMinutes }),
    threshold: 1,
    rings: 'at-or-above',
  }));
}

function queueWatches(queues: AlarmsProps['queues']): Watch[] {
  return Object.entries(queues).map(([name, queue]) => {
    const longest = longestWaitOf[name] ?? longestWait;
    return {
      id: `${name}Waiting`,
      meaning: `A message of the queue ${name} has waited for ${longest.toHumanString()}.`,
      metric: queue.metricApproximateAgeOfOldestMessage({ statistic: Stats.MAXIMUM, period: fiveMinutes }),
      threshold: longest.toSeconds(),
      rings: 'at-or-above',
    };
  });
}

function deadLetterWatches(deadLetters: AlarmsProps['deadLetters']): Watch[] {
  return Object.entries(deadLetters).map(([name, queue]) => ({
    id: `${name}DeadLetters`,
    meaning: `A message reached the dead-letter queue of ${name}.`,
    metric: queue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, period: fiveMinutes }),
    threshold: 1,
    rings: 'at-or-above',
  }));
}

function scheduleWatches({ sweep, reconcile }: AlarmsProps): Watch[] {
  return [
    {
      id: 'SweepMissing',
      meaning: 'The sweep has not run for five minutes: nothing that falls due is billed until it does.',
      metric: sweep.lambda.metricInvocations({ statistic: Stats.SUM, period: fiveMinutes }),
      threshold: 1,
      rings: 'too-few',
    },
    {
      id: 'ReconcileMissing',
      meaning: 'Nothing has been compared with Stripe for a day.',
      metric: reconcile.lambda.metricInvocations({ statistic: Stats.SUM, period: Duration.days(1) }),
      threshold: 1,
      rings: 'too-few',
    },
  ];
}

const meanings: Readonly<Record<BusinessMetric, string>> = {
  ContractParked: 'A contract was parked: nothing is billed on it until a person decides.',
  DependencyFailed: 'Stripe, SES or another service failed; what it was asked is tried again.',
  FenceShut: 'An invoice or a statement is ready, but money and mail are off, stopped, or tied to another table.',
  MessageSetAside: 'A message could not be understood; it is kept and waits for a person.',
  MessageUnread: 'A message was taken and never read to its end; it is read again.',
  MailNotProven:
    "A mail to the register is not proven to be the consultant's: spam, an attack, or a domain without DKIM.",
  CrmMissed: 'A CRM had changes that no webhook brought; they are on record now. Its webhooks may be off.',
  MailRefused: 'A statement bounced, or its reader complained: a party may not have it.',
  ReconciliationDiffers: 'The books of a contract and what is at Stripe do not agree to the cent.',
};

/** Anybody may write to the register's addresses, so one mail alone is no reason to wake somebody. */
const thresholds: Partial<Readonly<Record<BusinessMetric, number>>> = { MailNotProven: 20 };

function businessWatches(): Watch[] {
  return businessMetricNames.map((name) => ({
    id: name,
    meaning: meanings[name],
    metric: countOf(name),
    threshold: thresholds[name] ?? 1,
    rings: 'at-or-above',
  }));
}
