import { Duration } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { BundledFunction } from './bundled-function.ts';
import { businessMetricNames, countOf } from './business-metrics.ts';

export interface OverviewProps {
  functions: readonly BundledFunction[];
  queues: Readonly<Record<string, IQueue>>;
  api: HttpApi;
}

const sumOfFiveMinutes = { statistic: Stats.SUM, period: Duration.minutes(5) };

/** One dashboard page: is work done, does any wait, does any fail, does mail arrive. */
export class Overview extends Construct {
  constructor(scope: Construct, id: string, { functions, queues, api }: OverviewProps) {
    super(scope, id);
    const dashboard = new Dashboard(this, 'Dashboard', { defaultInterval: Duration.days(1) });
    dashboard.addWidgets(
      graph(
        'Messages waiting',
        Object.entries(queues).map(([name, queue]) =>
          queue.metricApproximateNumberOfMessagesVisible({ label: name, period: Duration.minutes(5) }),
        ),
      ),
      graph('What people should know', businessMetricNames.map(countOf)),
    );
    dashboard.addWidgets(
      graph(
        'Runs',
        functions.map(({ name, lambda }) => lambda.metricInvocations({ label: name, ...sumOfFiveMinutes })),
      ),
      graph(
        'Failures',
        functions.map(({ name, lambda }) => lambda.metricErrors({ label: name, ...sumOfFiveMinutes })),
      ),
    );
    dashboard.addWidgets(
      graph('HTTP API', [
        api.metricCount({ label: 'requests', ...sumOfFiveMinutes }),
        api.metricClientError({ label: '4xx', ...sumOfFiveMinutes }),
        api.metricServerError({ label: '5xx', ...sumOfFiveMinutes }),
      ]),
      graph(
        'Mail of the account',
        ['Send', 'Delivery', 'Bounce', 'Complaint'].map(
          (metricName) => new Metric({ namespace: 'AWS/SES', metricName, ...sumOfFiveMinutes }),
        ),
      ),
    );
  }
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: 12, height: 6 });
}
