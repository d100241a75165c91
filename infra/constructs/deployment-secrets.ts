import { ArnFormat, RemovalPolicy, SecretValue, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnSecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';

/**
 * The secrets of a deployment. The template holds no secret value: the operator fills two of them in, and the
 * activation record starts as "off". The CRM's secrets, one a contract, are made by the operator under `crmPrefix`.
 */
export class DeploymentSecrets extends Construct {
  readonly stripeApiKey: Secret;
  readonly stripeWebhook: Secret;
  readonly activation: Secret;
  /** Names of CRM secrets are this prefix and the contract's id. */
  readonly crmPrefix: string;
  /** What opens the APIs of CRMs, apart from what checks their webhooks: the receiver reads none of it. */
  readonly crmApiPrefix: string;

  constructor(scope: Construct, id: string, { deployment }: { deployment: string }) {
    super(scope, id);
    this.crmPrefix = `${deployment}/crm/`;
    this.crmApiPrefix = `${deployment}/crm-api/`;
    this.stripeApiKey = this.emptySecret('StripeApiKey', {
      name: `${deployment}/stripe/api-key`,
      description: 'The Stripe API key, as plain text.',
      whyNotRotated: 'Stripe issues this key; AWS cannot make a new one. docs/deploy.md says how to replace it.',
    });
    this.stripeWebhook = this.emptySecret('StripeWebhook', {
      name: `${deployment}/stripe/webhook`,
      description: 'JSON: {"secrets":["whsec_..."]}, one or two signing secrets of the Stripe webhook endpoint.',
      whyNotRotated: 'Stripe issues this secret; the JSON holds two while it is replaced, as docs/deploy.md says.',
    });
    this.activation = new Secret(this, 'Activation', {
      secretName: `${deployment}/activation`,
      description: 'JSON: whether money and mail may move, and for which table. Written by the tallystick command.',
      // Not a secret: the state "off" is where every deployment begins. Changing this text would overwrite the record.
      secretStringValue: SecretValue.unsafePlainText('{"state":"off"}'),
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(this.activation).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'This is a record kept where a restore of the table cannot lose it, not a credential; nothing to rotate.',
    });
  }

  /** The ARN of all CRM secrets in the form in which cdk-nag reports it. */
  get crmSecretsArnAsReported(): string {
    return this.asReported(this.crmPrefix);
  }

  /** The ARN of all credentials of CRMs in the same form. */
  get crmApiSecretsArnAsReported(): string {
    return this.asReported(this.crmApiPrefix);
  }

  private asReported(prefix: string): string {
    return `arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:${prefix}*`;
  }

  /** Permission to read the CRM secret of any contract, and no other secret. */
  toReadCrmSecrets(): PolicyStatement {
    return new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [this.arnOf(this.crmPrefix)] });
  }

  /** Permission to read what opens the API of any contract's CRM, and no other secret. */
  toReadCrmCredentials(): PolicyStatement {
    return new PolicyStatement({
      actions: ['secretsmanager:GetSecretValue'],
      resources: [this.arnOf(this.crmApiPrefix)],
    });
  }

  /** Permission to make and replace both secrets of a connection, and to read neither. */
  toWriteCrmSecrets(): PolicyStatement {
    return new PolicyStatement({
      actions: ['secretsmanager:CreateSecret', 'secretsmanager:PutSecretValue'],
      resources: [this.arnOf(this.crmPrefix), this.arnOf(this.crmApiPrefix)],
    });
  }

  private arnOf(prefix: string): string {
    return Stack.of(this).formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      resourceName: `${prefix}*`,
    });
  }

  private emptySecret(id: string, about: { name: string; description: string; whyNotRotated: string }): Secret {
    const secret = new Secret(this, id, {
      secretName: about.name,
      description: about.description,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    // Without a value, a function that runs too early fails by name ("has no value"), not with a random key at Stripe.
    const resource = secret.node.defaultChild;
    if (resource instanceof CfnSecret) resource.addPropertyDeletionOverride('GenerateSecretString');
    Validations.of(secret).acknowledge({ id: 'AwsSolutions-SMG4', reason: about.whyNotRotated });
    return secret;
  }
}
