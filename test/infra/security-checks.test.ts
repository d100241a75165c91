import { Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import type { TallystickStack } from '../../infra/stacks/tallystick-stack.ts';
import { aTallystickStack, synthesised } from './synthesised-stack.ts';

function findings(stack: TallystickStack): string[] {
  synthesised(stack);
  const { violations } = new AwsSolutionsChecks(stack.node.root).validateScope(stack);
  return violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
  );
}

interface Acknowledgement {
  path: string;
  rule: string;
  reason: string;
}

function acknowledgements(stack: TallystickStack): Acknowledgement[] {
  return stack.node.findAll().flatMap((construct) =>
    construct.node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      // CDK writes the rules and their reasons as one object of texts.
      .flatMap(({ data }) => Object.entries(data as Record<string, string>))
      .map(([rule, reason]) => ({ path: construct.node.path, rule: rule.replace(/^annotation::/i, ''), reason })),
  );
}

function crmWildcard(prefix: string, path: string): string {
  const arn = `arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:acme/${prefix}/*`;
  return `AwsSolutions-IAM5[Resource::${arn}] at Tallystick/${path}`;
}

function objects(bucket: string, path: string, prefix = ''): string {
  return `AwsSolutions-IAM5[Resource::<${bucket}.Arn>/${prefix}*] at Tallystick/${path}`;
}

/** Without the digits that CDK puts behind a name. */
function plainRule(rule: string): string {
  return rule.replace(/<(\w+?)[0-9A-F]{8}\.Arn>/, '<$1.Arn>');
}

describe('the AwsSolutions checks', () => {
  it('find nothing in the stack', () => {
    expect(findings(aTallystickStack())).toEqual([]);
  });

  it('find nothing while money is stopped and nobody is written to', () => {
    expect(findings(aTallystickStack({ stopMoney: true, alarmEmail: undefined }))).toEqual([]);
  });

  it('find a queue that anybody may read in the clear', () => {
    const stack = aTallystickStack();
    const { path } = new Queue(stack, 'Spoiled').node;
    expect(findings(stack)).toEqual([`AwsSolutions-SQS3 at ${path}/Resource`, `AwsSolutions-SQS4 at ${path}/Resource`]);
  });

  it('find a permission for everything', () => {
    const stack = aTallystickStack();
    const role = new Role(stack, 'Spoiled', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(new PolicyStatement({ actions: ['dynamodb:*'], resources: ['*'] }));
    expect(findings(stack)).toEqual([
      'AwsSolutions-IAM5[Action::dynamodb:*] at Tallystick/Spoiled/DefaultPolicy/Resource',
      'AwsSolutions-IAM5[Resource::*] at Tallystick/Spoiled/DefaultPolicy/Resource',
    ]);
  });

  it('are answered back to in twenty-one places, each with a reason', () => {
    const answered = acknowledgements(aTallystickStack());
    expect(answered.map(({ path, rule }) => `${plainRule(rule)} at ${path}`).toSorted()).toEqual(
      [
        'AwsSolutions-APIG4 at Tallystick/PublicApi/Api/GET--workings--{contractId}--{workingHash}',
        'AwsSolutions-APIG4 at Tallystick/PublicApi/Api/POST--webhooks--crm--{contractId}',
        'AwsSolutions-APIG4 at Tallystick/PublicApi/Api/POST--webhooks--crm--{contractId}--{vendor}',
        'AwsSolutions-APIG4 at Tallystick/PublicApi/Api/POST--webhooks--crm--{contractId}--{vendor}--{key}',
        'AwsSolutions-APIG4 at Tallystick/PublicApi/Api/POST--webhooks--stripe',
        ...['Crm/PullCrm', 'Intake/RecordFacts', 'People/Api'].map((path) => crmWildcard('crm-api', path)),
        ...['Intake/ReceiveCrmWebhook', 'People/Api'].map((path) => crmWildcard('crm', path)),
        'AwsSolutions-S1 at Tallystick/Evidence/Files',
        'AwsSolutions-S1 at Tallystick/MailIntake/Mails',
        ...['MailIntake/ReceiveMail', 'People/Api'].map((path) => objects('EvidenceFiles', path)),
        objects('MailIntakeMails', 'MailIntake/ReceiveMail', 'received/'),
        'AwsSolutions-SMG4 at Tallystick/Secrets/Activation',
        'AwsSolutions-SMG4 at Tallystick/Secrets/StripeApiKey',
        'AwsSolutions-SMG4 at Tallystick/Secrets/StripeWebhook',
        'AwsSolutions-SQS3 at Tallystick/CrmPullSchedule/DeadLetters',
        'AwsSolutions-SQS3 at Tallystick/ReconcileSchedule/DeadLetters',
        'AwsSolutions-SQS3 at Tallystick/SweepSchedule/DeadLetters',
      ].toSorted(),
    );
    for (const { reason } of answered) expect(reason.length).toBeGreaterThan(40);
  });
});
