import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { metricsNamespace } from './bundled-function.ts';

/**
 * The metrics that the functions count themselves, and which functions count them.
 *
 * Powertools adds the dimension `service`, the function's name, so an alarm over several functions adds them up.
 */
export const businessMetrics = {
  /** A contract was set aside for a person; nothing is billed on it until somebody decides. */
  ContractParked: ['record-facts', 'settle-contract', 'push-invoice', 'send-statement', 'park-contract', 'reconcile'],
  /** A call of Stripe, SES or another service failed or its outcome is unknown; it is tried again. */
  DependencyFailed: ['record-facts', 'push-invoice', 'send-statement', 'pull-crm', 'reconcile'],
  /** An invoice or a statement was ready and could not go, because money is off, stopped, or the table is another. */
  FenceShut: ['push-invoice', 'send-statement'],
  /** A message was understood in part or not at all; it is kept, and a person looks at it. */
  MessageSetAside: ['record-facts', 'pull-crm'],
  /** A message was taken, and an hour later not read to its end: it is read again. */
  MessageUnread: ['reconcile'],
  /** A mail was copied to the register, and is not proven to be the consultant's. */
  MailNotProven: ['receive-mail'],
  /** The pull of a CRM found what no webhook had brought. */
  CrmMissed: ['pull-crm'],
  /** A statement bounced, or its reader complained. */
  MailRefused: ['record-facts'],
  /** The books of a contract and what is at Stripe do not agree to the cent. */
  ReconciliationDiffers: ['reconcile'],
} as const;

export type BusinessMetric = keyof typeof businessMetrics;

// Object.keys knows the keys of no type, and this object has no others.
export const businessMetricNames = Object.keys(businessMetrics) as BusinessMetric[];

/** How often the metric was counted by all its functions together, in five minutes. */
export function countOf(name: BusinessMetric): MathExpression {
  const parts = businessMetrics[name].map((service) => [
    `${name.toLowerCase()}_of_${service.replaceAll('-', '_')}`,
    new Metric({
      namespace: metricsNamespace,
      metricName: name,
      dimensionsMap: { service },
      statistic: Stats.SUM,
      period: Duration.minutes(5),
    }),
  ]);
  return new MathExpression({
    expression: 'SUM(FILL(METRICS(), 0))',
    label: name,
    period: Duration.minutes(5),
    usingMetrics: Object.fromEntries(parts),
  });
}
