import { Duration } from 'aws-cdk-lib';

/** Time-outs of the functions that consume a queue; the queue's visibility time-out follows from them. */
export const consumerTimeouts = {
  recordFacts: Duration.seconds(60),
  receiveMail: Duration.seconds(60),
  settleContract: Duration.seconds(60),
  pushInvoice: Duration.seconds(90),
  sendStatement: Duration.seconds(90),
  reconcile: Duration.minutes(5),
  parkContract: Duration.seconds(60),
} as const;

/** A sweep that takes longer than its minute meets the next one; both only ring, so that does no harm. */
export const sweepTimeout = Duration.seconds(60);
