import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { HttpApi, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import type { HttpMethod, HttpRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

export interface PublicApiProps {
  logRetention: RetentionDays;
  throttle: { requestsPerSecond: number; burst: number };
}

/**
 * One line a request. No path, because the path of a working holds the hash that opens it, and no body;
 * `caller` is the IAM identity behind a call of /api, so that it is known who read what.
 */
const accessLogFormat = {
  requestId: '$context.requestId',
  at: '$context.requestTime',
  route: '$context.routeKey',
  status: '$context.status',
  milliseconds: '$context.responseLatency',
  from: '$context.identity.sourceIp',
  caller: '$context.identity.userArn',
  integrationError: '$context.integrationErrorMessage',
} as const;

/** The HTTP API: webhooks come in here, workings are shown here, and the tallystick command talks to /api. */
export class PublicApi extends Construct {
  readonly api: HttpApi;
  readonly accessLog: LogGroup;

  constructor(scope: Construct, id: string, { logRetention, throttle }: PublicApiProps) {
    super(scope, id);
    this.accessLog = new LogGroup(this, 'AccessLog', { retention: logRetention, removalPolicy: RemovalPolicy.RETAIN });
    this.api = new HttpApi(this, 'Api', { createDefaultStage: false, description: 'Tallystick' });
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      autoDeploy: true,
      throttle: { rateLimit: throttle.requestsPerSecond, burstLimit: throttle.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(this.accessLog),
        format: AccessLogFormat.custom(JSON.stringify(accessLogFormat)),
      },
    });
  }

  /** The origin of the API, without a slash at its end. */
  get origin(): string {
    return this.api.apiEndpoint;
  }

  /** A route whose function itself proves that the request may be made; `proof` says how. */
  addOpenRoute(route: { method: HttpMethod; path: string; handler: LambdaFunction; proof: string }): void {
    for (const added of this.addRoute(route)) {
      Validations.of(added).acknowledge({ id: 'AwsSolutions-APIG4', reason: route.proof });
    }
  }

  /** A route that API Gateway lets through only with an IAM signature of somebody who may invoke it. */
  addOperatorRoute(route: { method: HttpMethod; path: string; handler: LambdaFunction }): void {
    this.addRoute(route, new HttpIamAuthorizer());
  }

  private addRoute(
    { method, path, handler }: { method: HttpMethod; path: string; handler: LambdaFunction },
    authorizer?: HttpIamAuthorizer,
  ): HttpRoute[] {
    return this.api.addRoutes({
      path,
      methods: [method],
      integration: new HttpLambdaIntegration(`${handler.node.path.split('/').at(-2) ?? ''}Integration`, handler),
      ...(authorizer ? { authorizer } : {}),
    });
  }
}
