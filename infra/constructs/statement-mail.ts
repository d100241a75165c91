import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  Identity,
} from 'aws-cdk-lib/aws-ses';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface StatementMailProps {
  /** The domain that SES verifies and signs for (DKIM). */
  mailDomain: string;
  /** Gets what became of each message, as SNS wraps it. */
  mailEvents: Queue;
}

/** The sender of statements: a verified domain, delivery over TLS alone, and every event of a message on a queue. */
export class StatementMail extends Construct {
  readonly configurationSet: ConfigurationSet;
  private readonly identity: EmailIdentity;

  constructor(scope: Construct, id: string, { mailDomain, mailEvents }: StatementMailProps) {
    super(scope, id);
    this.configurationSet = new ConfigurationSet(this, 'ConfigurationSet', {
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
      reputationMetrics: true,
    });
    this.identity = new EmailIdentity(this, 'Identity', { identity: Identity.domain(mailDomain) });

    const topic = new Topic(this, 'MailEvents', {
      displayName: 'Tallystick: what became of statements',
      enforceSSL: true,
    });
    topic.addSubscription(new SqsSubscription(mailEvents));
    this.configurationSet.addEventDestination('ToMailEvents', {
      destination: EventDestination.snsTopic(topic),
      events: [
        EmailSendingEvent.SEND,
        EmailSendingEvent.DELIVERY,
        EmailSendingEvent.BOUNCE,
        EmailSendingEvent.COMPLAINT,
        EmailSendingEvent.REJECT,
        EmailSendingEvent.RENDERING_FAILURE,
      ],
    });
  }

  /** Permission to send from the verified domain with the configuration set, and no other way. */
  toSend(): PolicyStatement {
    const configurationSetArn = Stack.of(this).formatArn({
      service: 'ses',
      resource: 'configuration-set',
      resourceName: this.configurationSet.configurationSetName,
    });
    return new PolicyStatement({
      actions: ['ses:SendRawEmail'],
      resources: [this.identity.emailIdentityArn, configurationSetArn],
    });
  }
}
