import { describe, expect, it } from 'vitest';
import { aTallystickStack, functionNames, synthesised } from './synthesised-stack.ts';
import type { Resource } from './synthesised-stack.ts';

const template = synthesised(aTallystickStack());

function lambdaNamed(name: string, among = template): Resource {
  const found = among
    .ofType('AWS::Lambda::Function')
    .find(({ Properties }) => among.asText(readVariables(Properties)['POWERTOOLS_SERVICE_NAME']) === name);
  if (!found) throw new Error(`No function has the service name ${name}.`);
  return found;
}

function readVariables(properties: Resource['Properties']): Record<string, unknown> {
  return (properties['Environment'] as { Variables: Record<string, unknown> }).Variables;
}

const common = { POWERTOOLS_LOG_LEVEL: 'INFO', POWERTOOLS_METRICS_NAMESPACE: 'Tallystick' };
const TABLE_NAME = '<Contracts/Table>';
const CONTRACT_QUEUE_URL = '<Queues/Contract/Queue>';
const STRIPE_SECRET_ARN = '<Secrets/StripeApiKey>';
const ACTIVATION_SECRET_ARN = '<Secrets/Activation>';
const crmApi = {
  CRM_API_SECRET_PREFIX: 'acme/crm-api/',
  CRM_API_BASES: expect.stringContaining('"hubspot":"https://api.hubapi.com"') as string,
};
const STRIPE_API_BASE = 'https://api.stripe.com';

const agreed: Record<(typeof functionNames)[number], { seconds: number; environment: Record<string, string> }> = {
  'receive-crm-webhook': {
    seconds: 10,
    environment: { INBOUND_QUEUE_URL: '<Queues/Inbound/Queue>', CRM_SECRET_PREFIX: 'acme/crm/' },
  },
  'receive-stripe-webhook': {
    seconds: 10,
    environment: {
      INBOUND_QUEUE_URL: '<Queues/Inbound/Queue>',
      STRIPE_WEBHOOK_SECRET_ARN: '<Secrets/StripeWebhook>',
    },
  },
  'record-facts': {
    seconds: 60,
    environment: {
      TABLE_NAME,
      CONTRACT_QUEUE_URL,
      STRIPE_SECRET_ARN,
      STRIPE_API_BASE,
      DEPLOYMENT: 'acme',
      ...crmApi,
    },
  },
  'pull-crm': { seconds: 300, environment: { TABLE_NAME, CONTRACT_QUEUE_URL, ...crmApi } },
  sweep: { seconds: 60, environment: { TABLE_NAME, CONTRACT_QUEUE_URL } },
  'settle-contract': {
    seconds: 60,
    environment: {
      TABLE_NAME,
      CONTRACT_QUEUE_URL,
      INVOICE_QUEUE_URL: '<Queues/Invoice/Queue>',
      STATEMENT_QUEUE_URL: '<Queues/Statement/Queue>',
      ACTIVATION_SECRET_ARN,
    },
  },
  'receive-mail': {
    seconds: 60,
    environment: {
      TABLE_NAME,
      CONTRACT_QUEUE_URL,
      MAIL_BUCKET: '<MailIntake/Mails>',
      EVIDENCE_BUCKET: '<Evidence/Files>',
      INTAKE_DOMAIN: 'introductions.example.com',
    },
  },
  'push-invoice': {
    seconds: 90,
    environment: {
      TABLE_NAME,
      CONTRACT_QUEUE_URL,
      STRIPE_SECRET_ARN,
      STRIPE_API_BASE,
      ACTIVATION_SECRET_ARN,
      PUBLIC_BASE_URL: '<PublicApi/Api>',
      DEPLOYMENT: 'acme',
    },
  },
  'send-statement': {
    seconds: 90,
    environment: {
      TABLE_NAME,
      CONTRACT_QUEUE_URL,
      ACTIVATION_SECRET_ARN,
      MAIL_FROM: 'tallystick@statements.example.com',
      MAIL_CONFIGURATION_SET: '<Mail/ConfigurationSet>',
    },
  },
  'park-contract': { seconds: 60, environment: { TABLE_NAME } },
  reconcile: {
    seconds: 300,
    environment: {
      TABLE_NAME,
      CONTRACT_QUEUE_URL,
      INBOUND_QUEUE_URL: '<Queues/Inbound/Queue>',
      RECONCILE_QUEUE_URL: '<Queues/Reconcile/Queue>',
      STRIPE_SECRET_ARN,
      STRIPE_API_BASE,
      DEPLOYMENT: 'acme',
    },
  },
  'show-working': { seconds: 10, environment: { TABLE_NAME } },
  api: {
    seconds: 30,
    environment: {
      TABLE_NAME,
      CONTRACT_QUEUE_URL,
      INBOUND_QUEUE_URL: '<Queues/Inbound/Queue>',
      RECONCILE_QUEUE_URL: '<Queues/Reconcile/Queue>',
      ACTIVATION_SECRET_ARN,
      CRM_SECRET_PREFIX: 'acme/crm/',
      ...crmApi,
      EVIDENCE_BUCKET: '<Evidence/Files>',
      INTAKE_DOMAIN: 'introductions.example.com',
    },
  },
};

describe('the functions', () => {
  it('are the folders of functions/', () => {
    expect(template.ofType('AWS::Lambda::Function')).toHaveLength(functionNames.length);
    expect(Object.keys(agreed).toSorted()).toEqual([...functionNames]);
  });

  it.each(Object.entries(agreed))('give %s its environment, and no secret in it', (name, { environment }) => {
    const variables = Object.entries(readVariables(lambdaNamed(name).Properties));
    const readable = Object.fromEntries(variables.map(([key, value]) => [key, template.asText(value)]));
    expect(readable).toEqual({ ...common, POWERTOOLS_SERVICE_NAME: name, ...environment });
    expect(JSON.stringify(variables)).not.toMatch(/sk_|rk_|whsec_|\{\{resolve:/);
  });

  it.each(Object.entries(agreed))('run %s on Node 24, x86_64, within its time and memory', (name, { seconds }) => {
    expect(lambdaNamed(name).Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['x86_64'],
      Handler: 'index.handler',
      Timeout: seconds,
      MemorySize: name === 'send-statement' || name === 'receive-mail' ? 1024 : 512,
    });
  });
});

describe('the kill switch', () => {
  const stopped = synthesised(aTallystickStack({ stopMoney: true }));

  it.each(['push-invoice', 'send-statement'])('lets %s run no instance', (name) => {
    expect(lambdaNamed(name, stopped).Properties).toMatchObject({ ReservedConcurrentExecutions: 0 });
    expect(lambdaNamed(name).Properties).not.toHaveProperty('ReservedConcurrentExecutions');
  });

  it('leaves the messages of both in their queues, so that no contract is parked for it', () => {
    const closed = stopped
      .ofType('AWS::Lambda::EventSourceMapping')
      .filter(({ Properties }) => Properties['Enabled'] === false)
      .map(({ Properties }) => stopped.asText(Properties['EventSourceArn']));
    expect(closed).toEqual(['<Queues/Invoice/Queue>', '<Queues/Statement/Queue>']);
  });

  it('lets every other function go on', () => {
    const limited = stopped
      .ofType('AWS::Lambda::Function')
      .filter(({ Properties }) => 'ReservedConcurrentExecutions' in Properties);
    expect(limited).toHaveLength(2);
  });
});
