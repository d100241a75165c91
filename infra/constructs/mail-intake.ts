import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { EmailIdentity, Identity, ReceiptRule, ReceiptRuleSet, TlsPolicy } from 'aws-cdk-lib/aws-ses';
import { S3 } from 'aws-cdk-lib/aws-ses-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { BundledFunction } from './bundled-function.ts';
import type { FunctionSurroundings } from './bundled-function.ts';
import { acknowledgeObjects, toReadObjects, toSendMessagesTo, toUseTable, toWriteObjects } from './permissions.ts';
import type { SharedResources } from './shared-resources.ts';
import { consumerTimeouts } from './time-limits.ts';

export interface MailIntakeProps {
  surroundings: FunctionSurroundings;
  resources: SharedResources;
  /** Each contract has an address in it: `<contract id>@` this domain. */
  introductionsDomain: string;
}

/** Under which SES stores mails in the bucket. */
const prefix = 'received/';

/** Anybody may write to the addresses, so this bounds what strangers can have worked on at once. */
const mostMailsAtOnce = 5;

/**
 * E-mails that are copied to the register of introductions: SES stores each in a bucket, a topic says so, and a function
 * reads it from a queue. The rule set counts only once somebody makes it the active one of the account and region.
 */
export class MailIntake extends Construct {
  readonly receiveMail: BundledFunction;
  readonly ruleSet: ReceiptRuleSet;

  constructor(scope: Construct, id: string, { surroundings, resources, introductionsDomain }: MailIntakeProps) {
    super(scope, id);
    const { table, queues, evidence } = resources;
    const mails = this.makeBucket();
    const topic = this.makeTopic();
    topic.addSubscription(new SqsSubscription(queues.receivedMails.queue));
    new EmailIdentity(this, 'Identity', { identity: Identity.domain(introductionsDomain) });
    this.ruleSet = new ReceiptRuleSet(this, 'RuleSet');
    new ReceiptRule(this, 'ToRegister', {
      ruleSet: this.ruleSet,
      recipients: [introductionsDomain],
      scanEnabled: true,
      tlsPolicy: TlsPolicy.REQUIRE,
      // CDK's own types disagree on an optional property under exactOptionalPropertyTypes; it is the same bucket.
      actions: [new S3({ bucket: mails as IBucket, objectKeyPrefix: prefix, topic })],
    });

    this.receiveMail = new BundledFunction(this, 'ReceiveMail', {
      ...surroundings,
      name: 'receive-mail',
      timeout: consumerTimeouts.receiveMail,
      // A mail of 40 MB, the most that SES takes, is in memory whole.
      memoryMiB: 1024,
      environment: {
        TABLE_NAME: table.tableName,
        CONTRACT_QUEUE_URL: queues.contract.queue.queueUrl,
        MAIL_BUCKET: mails.bucketName,
        EVIDENCE_BUCKET: evidence.bucketName,
        INTAKE_DOMAIN: introductionsDomain,
      },
      permissions: [
        toUseTable(table, ['GetItem', 'Query', 'PutItem', 'UpdateItem']),
        toSendMessagesTo(queues.contract.queue),
        ...toReadObjects(mails, prefix),
        toWriteObjects(evidence),
      ],
    });
    acknowledgeObjects(this.receiveMail, mails, prefix);
    acknowledgeObjects(this.receiveMail, evidence);
    this.receiveMail.consume('ReceivedMails', queues.receivedMails.queue, { mostAtOnce: mostMailsAtOnce });
  }

  /** What proves something is kept as evidence elsewhere; the rest is strangers' mail, and goes. */
  private makeBucket(): Bucket {
    const bucket = new Bucket(this, 'Mails', {
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      lifecycleRules: [{ expiration: Duration.days(90), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'SES writes it and one function reads it, which logs each mail by its id; after 90 days nothing is left.',
    });
    return bucket;
  }

  private makeTopic(): Topic {
    const topic = new Topic(this, 'Received', { displayName: 'Tallystick: mails to the register', enforceSSL: true });
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'SesMayPublish',
        principals: [new ServicePrincipal('ses.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    return topic;
  }
}
