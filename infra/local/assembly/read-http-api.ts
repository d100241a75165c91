import * as z from 'zod';

import { AssemblyError } from './cloud-assembly.ts';
import type { DeployedFunction, DeployedRoute } from './deployed-system.ts';
import { physicalName } from './physical-names.ts';
import { functionArnOf } from './read-functions.ts';
import { readResources } from './read-resource.ts';
import type { Resolver } from './resolver.ts';

const routeProperties = z.strictObject({
  ApiId: z.string(),
  RouteKey: z.string().regex(/^[A-Z]+ \//, 'only routes of a method and a path are supported locally'),
  Target: z.string().startsWith('integrations/'),
  AuthorizationType: z.enum(['NONE', 'AWS_IAM']).default('NONE'),
});

const integrationProperties = z.strictObject({
  ApiId: z.string(),
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0'),
});

const permissionProperties = z.looseObject({ FunctionName: z.string(), Principal: z.string() });

const stageProperties = z.looseObject({ StageName: z.literal('$default'), AutoDeploy: z.literal(true) });

/** Reads the routes of the HTTP API; a route whose function API Gateway may not invoke is an error. */
export function readRoutes(resolver: Resolver, functions: readonly DeployedFunction[]): DeployedRoute[] {
  readResources(resolver, 'AWS::ApiGatewayV2::Stage', stageProperties, ['AccessLogSettings', 'DefaultRouteSettings']);
  const invocable = new Set(
    readResources(resolver, 'AWS::Lambda::Permission', permissionProperties, ['SourceArn'])
      .filter(({ properties }) => properties.Principal === 'apigateway.amazonaws.com')
      .map(({ logicalId, properties }) => functionArnOf(functions, properties.FunctionName, logicalId)),
  );
  const targets = new Map(
    readResources(resolver, 'AWS::ApiGatewayV2::Integration', integrationProperties).map(
      ({ logicalId, properties }) => [
        physicalName(resolver, logicalId),
        functionArnOf(functions, functionArnOfUri(properties.IntegrationUri), logicalId),
      ],
    ),
  );
  return readResources(resolver, 'AWS::ApiGatewayV2::Route', routeProperties).map(({ logicalId, properties }) => {
    const [method = '', path = ''] = properties.RouteKey.split(' ');
    const functionArn = targets.get(properties.Target.slice('integrations/'.length));
    if (functionArn === undefined) throw new AssemblyError(`${logicalId}.Target is no integration of this template.`);
    if (!invocable.has(functionArn)) {
      throw new AssemblyError(`${logicalId}: API Gateway has no permission to invoke ${functionArn}.`);
    }
    return { method, path, functionArn, authoriser: properties.AuthorizationType === 'AWS_IAM' ? 'iam' : 'none' };
  });
}

/** API Gateway takes a function's ARN either bare or within the path of Lambda's own API. */
function functionArnOfUri(uri: string): string {
  return /\/functions\/(arn:[^/]+)\/invocations$/.exec(uri)?.[1] ?? uri;
}
