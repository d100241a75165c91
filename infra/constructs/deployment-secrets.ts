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

  constructor(scope: Construct, id: string, { deployment }: { deployment: string }) {
    super(scope, id);
    this.crmPrefix = `${deployment}/crm/`;
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
    return `arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:${this.crmPrefix}*`;
  }

  /** Permission to read the CRM secret of any contract, and no other secret. */
  toReadCrmSecrets(): PolicyStatement {
    const arn = Stack.of(this).formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      resourceName: `${this.crmPrefix}*`,
    });
    return new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [arn] });
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
