import type { Stripe } from 'stripe';
import type { Account } from './account.ts';
import { ApiRefusalError, noSuch } from './api-refusal-error.ts';
import { decide, escalate } from './dispute-object.ts';
import { pageOfKept, paging } from './lists.ts';
import { changedMetadata, metadata } from './metadata.ts';
import { boolean, isWithin, notModelled, objectOf, range, text } from './parameters.ts';
import type { Field, Read } from './parameters.ts';
import { route } from './route.ts';
import type { Route } from './route.ts';

const LONG_TEXT = text(20_000);

const EVIDENCE_FIELDS = {
  access_activity_log: LONG_TEXT,
  appeal: notModelled,
  billing_address: text(),
  cancellation_policy: notModelled,
  cancellation_policy_disclosure: LONG_TEXT,
  cancellation_rebuttal: LONG_TEXT,
  customer_communication: notModelled,
  customer_email_address: text(),
  customer_name: text(),
  customer_purchase_ip: text(),
  customer_signature: notModelled,
  duplicate_charge_documentation: notModelled,
  duplicate_charge_explanation: LONG_TEXT,
  duplicate_charge_id: text(),
  enhanced_evidence: notModelled,
  product_description: LONG_TEXT,
  receipt: notModelled,
  refund_policy: notModelled,
  refund_policy_disclosure: LONG_TEXT,
  refund_refusal_explanation: LONG_TEXT,
  service_date: text(),
  service_documentation: notModelled,
  shipping_address: text(),
  shipping_carrier: text(),
  shipping_date: text(),
  shipping_documentation: notModelled,
  shipping_tracking_number: text(),
  uncategorized_file: notModelled,
  uncategorized_text: LONG_TEXT,
} satisfies Record<keyof Stripe.DisputeUpdateParams.Evidence, Field<unknown>>;

const UPDATE_FIELDS = {
  evidence: objectOf(EVIDENCE_FIELDS),
  expand: paging.expand,
  intended_submission_method: notModelled,
  metadata,
  submit: boolean,
} satisfies Record<keyof Stripe.DisputeUpdateParams, Field<unknown>>;

const LIST_FIELDS = {
  ...paging,
  charge: text(),
  created: range,
  payment_intent: text(),
} satisfies Record<keyof Stripe.DisputeListParams, Field<unknown>>;

export const disputeRoutes: Route[] = [
  route('GET', '/v1/disputes', LIST_FIELDS, ({ account, params }) =>
    pageOfKept(account, params, {
      kind: 'dispute',
      url: '/v1/disputes',
      what: 'dispute',
      where: params.charge === undefined ? ['payment_intent', params.payment_intent] : ['charge', params.charge],
      matches: (dispute) =>
        (params.payment_intent ?? dispute.payment_intent) === dispute.payment_intent &&
        isWithin(dispute.created, params.created),
    }),
  ),
  route('GET', '/v1/disputes/:id', { expand: paging.expand }, ({ account, id }) => disputeIn(account, id)),
  route('POST', '/v1/disputes/:id', UPDATE_FIELDS, ({ account, id, params }) =>
    answered(account, disputeIn(account, id), params),
  ),
  route('POST', '/v1/disputes/:id/close', { expand: paging.expand }, ({ account, id }) => {
    const dispute = disputeIn(account, id);
    refuseUnlessOpen(dispute);
    return decide(account, dispute, isInquiry(dispute) ? 'warning_closed' : 'lost');
  }),
];

function disputeIn(account: Account, id: string): Stripe.Dispute {
  const dispute = account.find('dispute', id);
  if (dispute === undefined) throw noSuch('dispute', id, 'dispute', 'path');
  return dispute;
}

function isInquiry({ status }: Stripe.Dispute): boolean {
  return status.startsWith('warning_');
}

const CLOSED = new Set(['won', 'lost', 'warning_closed', 'prevented']);

function refuseUnlessOpen({ status }: Stripe.Dispute): void {
  if (!CLOSED.has(status)) return;
  throw new ApiRefusalError('This dispute is already closed.');
}

/** Keeps evidence and metadata; submitted evidence goes to the bank. */
function answered(account: Account, before: Stripe.Dispute, params: Read<typeof UPDATE_FIELDS>): Stripe.Dispute {
  const given = Object.entries(params.evidence ?? {}).filter(([, value]) => value !== undefined);
  if (given.length > 0) refuseUnlessAnswerable(before);
  const submits = (params.submit ?? true) && given.length > 0;
  const after: Stripe.Dispute = {
    ...before,
    evidence: { ...before.evidence, ...Object.fromEntries(given) },
    evidence_details: {
      ...before.evidence_details,
      has_evidence: before.evidence_details.has_evidence || given.length > 0,
      submission_count: before.evidence_details.submission_count + (submits ? 1 : 0),
      submission_method: submits ? 'manual' : before.evidence_details.submission_method,
    },
    metadata: changedMetadata(before.metadata, params.metadata),
    status: submits ? underReview(before) : before.status,
  };
  account.save('dispute', after);
  account.emit('charge.dispute.updated', after, before);
  return submits ? decided(account, after) : after;
}

/** What the bank makes of the evidence: as in Stripe's test mode three texts decide at once, all else is under review. */
function decided(account: Account, dispute: Stripe.Dispute): Stripe.Dispute {
  switch (dispute.evidence.uncategorized_text ?? '') {
    case 'winning_evidence':
      return decide(account, dispute, isInquiry(dispute) ? 'warning_closed' : 'won');
    case 'losing_evidence':
      return decide(account, isInquiry(dispute) ? escalate(account, dispute) : dispute, 'lost');
    case 'escalate_inquiry_evidence':
      return isInquiry(dispute) ? escalate(account, dispute) : dispute;
    default:
      return dispute;
  }
}

function refuseUnlessAnswerable(dispute: Stripe.Dispute): void {
  refuseUnlessOpen(dispute);
  if (dispute.evidence_details.submission_count === 0) return;
  throw new ApiRefusalError('You have already submitted evidence for this dispute.');
}

function underReview(dispute: Stripe.Dispute): Stripe.Dispute.Status {
  return isInquiry(dispute) ? 'warning_under_review' : 'under_review';
}
