import type { AwsCall, ResourceScope } from './iam/required-permissions.ts';
import { requiredPermissions } from './iam/required-permissions.ts';
import type { HttpService, PortChoice, WholeAnswer, WholeRequest } from './http-service.ts';
import { serveHttp } from './http-service.ts';
import type { CallRecorder } from './recorded-calls.ts';
import type { LocalIdentity } from './signed-requests.ts';
import { placeOf, s3Refusal } from './s3/s3-stand-in.ts';
import { SignatureError, verifySignature } from './signed-requests.ts';

/** What answers the calls of one AWS service. */
export type AwsService = (request: WholeRequest) => Promise<WholeAnswer>;

/** What stands behind the gateway. */
export interface GatewayWiring {
  identities: ReadonlyMap<string, LocalIdentity>;
  /** By the name that signatures give the service: dynamodb, sqs, sns, ses, s3, secretsmanager. */
  services: Readonly<Record<string, AwsService>>;
  recorder: CallRecorder;
  scope: ResourceScope;
  /** Told of each call that was refused. */
  onLog: (line: string) => void;
}

export interface AwsGatewayOptions {
  port: PortChoice;
  /** Undefined until the template is read, which needs the gateway's own address. */
  wiring: () => GatewayWiring | undefined;
  /** The wall clock: signatures are of now. */
  now: () => Date;
}

/**
 * The one door to "AWS": checks who signed a call, weighs it against the caller's role, records it,
 * and passes it on to the engine or the stand-in of its service. What IAM would refuse is refused here.
 */
export function startAwsGateway(options: AwsGatewayOptions): Promise<HttpService> {
  return serveHttp(options.port, async (request) => {
    const wiring = options.wiring();
    if (wiring === undefined) return refusal(request, 503, 'ServiceUnavailable', 'The local system is starting.');
    try {
      const { identity, service } = await verifySignature(request, wiring.identities, options.now());
      return await answerCall(request, { caller: identity.name, service }, wiring);
    } catch (error) {
      if (!(error instanceof SignatureError)) throw error;
      wiring.onLog(`A call of AWS was refused: ${error.message}`);
      return refusal(request, 403, 'UnrecognizedClientException', error.message);
    }
  });
}

async function answerCall(
  request: WholeRequest,
  { caller, service }: { caller: string; service: string },
  { services, recorder, scope, onLog }: GatewayWiring,
): Promise<WholeAnswer> {
  const handle = services[service];
  const call = readCall(service, request);
  const permissions = call === undefined ? undefined : requiredPermissions(call, scope);
  if (handle === undefined || call === undefined || permissions === undefined) {
    return refusal(request, 400, 'UnknownOperationException', `The local system does not have the service ${service}.`);
  }
  const missing = recorder.weigh(caller, permissions);
  if (missing !== undefined) {
    const message =
      `User: arn:aws:sts::${scope.accountId}:assumed-role/${caller} is not authorized to perform: ${missing.action} ` +
      `on resource: ${missing.resource} because no identity-based policy allows the ${missing.action} action`;
    onLog(message);
    return refusal(request, 403, 'AccessDeniedException', message);
  }
  try {
    return await handle(request);
  } catch (error) {
    return refusal(request, 503, 'ServiceUnavailable', error instanceof Error ? error.message : String(error));
  }
}

/** The operation and its input: a JSON body with X-Amz-Target, or a form with Action. */
function readCall(service: string, { method, path, headers, body }: WholeRequest): AwsCall | undefined {
  if (service === 's3') return objectCall(method, path);
  const operation = headers['x-amz-target']?.split('.').at(-1);
  try {
    if (operation !== undefined) {
      return { service, operation, input: JSON.parse(body.toString() || '{}') as AwsCall['input'] };
    }
    const input = Object.fromEntries(new URLSearchParams(body.toString()));
    return input['Action'] === undefined ? undefined : { service, operation: input['Action'], input };
  } catch {
    return undefined; // The body is no JSON: no SDK sends that.
  }
}

const OBJECT_OPERATIONS: Readonly<Record<string, string>> = { GET: 'GetObject', PUT: 'PutObject' };

/** S3 has no operation in its requests: method and path say what is meant. */
function objectCall(method: string, path: string): AwsCall | undefined {
  const operation = OBJECT_OPERATIONS[method];
  const { bucket, key } = placeOf(path);
  return operation === undefined || key === ''
    ? undefined
    : { service: 's3', operation, input: { Bucket: bucket, Key: key } };
}

/** A refusal in the form that the caller's protocol has for it. */
function refusal(request: WholeRequest, status: number, code: string, message: string): WholeAnswer {
  if (request.headers['x-amz-target'] !== undefined) {
    return {
      status: status === 403 ? 400 : status,
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-errortype': code },
      body: JSON.stringify({ __type: `com.amazon.coral.service#${code}`, message }),
    };
  }
  if (/\/s3\/aws4_request/.test(request.headers['authorization'] ?? '')) {
    return s3Refusal({ status, code: status === 403 ? 'AccessDenied' : code, message });
  }
  const escaped = message.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return {
    status,
    headers: { 'content-type': 'text/xml' },
    body:
      `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${escaped}</Message></Error>` +
      '<RequestId>local</RequestId></ErrorResponse>',
  };
}
