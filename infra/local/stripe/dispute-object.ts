import type { Stripe } from 'stripe';
import { idOf } from './account.ts';
import type { Account } from './account.ts';
import { saveCharge } from './charge-object.ts';

/** Stripe's fee for a dispute, in minor units of the account's own currency. */
const FEE_MINOR = 1500;
/** How long there is to answer: the card networks give between one and three weeks; Stripe shows this much. */
const ANSWER_WITHIN_SECONDS = 9 * 24 * 60 * 60;

/** The cardholder disputes what is left of the charge. An inquiry asks first; a chargeback takes the money at once. */
export function openDispute(account: Account, charge: Stripe.Charge, how: 'chargeback' | 'inquiry'): Stripe.Dispute {
  const amount = charge.amount_captured - charge.amount_refunded;
  const dispute: Stripe.Dispute = {
    id: account.newId('du_'),
    object: 'dispute',
    amount,
    balance_transactions: [],
    charge: charge.id,
    created: account.now(),
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: NO_EVIDENCE,
    evidence_details: {
      due_by: account.now() + ANSWER_WITHIN_SECONDS,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: how === 'inquiry',
    livemode: false,
    metadata: {},
    payment_intent: idOf(charge.payment_intent) || null,
    payment_method_details: {
      card: {
        brand: charge.payment_method_details?.card?.brand ?? 'visa',
        case_type: how,
        network: charge.payment_method_details?.card?.network ?? 'visa',
        network_reason_code: '10',
      },
      type: 'card',
    },
    reason: 'fraudulent',
    status: how === 'inquiry' ? 'warning_needs_response' : 'needs_response',
  };
  account.save('dispute', dispute);
  saveCharge(account, charge, { ...charge, disputed: true }, 'charge.updated');
  account.emit('charge.dispute.created', dispute);
  return how === 'inquiry' ? dispute : withdrawn(account, dispute);
}

/** The bank takes the money, and Stripe its fee. */
function withdrawn(account: Account, dispute: Stripe.Dispute): Stripe.Dispute {
  const taken = balanceTransaction(account, dispute, -dispute.amount, FEE_MINOR);
  const after = { ...dispute, balance_transactions: [...dispute.balance_transactions, taken] };
  account.save('dispute', after);
  account.emit('charge.dispute.funds_withdrawn', after);
  return after;
}

/** An inquiry becomes a chargeback: only now is the money taken. */
export function escalate(account: Account, dispute: Stripe.Dispute): Stripe.Dispute {
  const evidence = { ...dispute.evidence_details, submission_count: 0 };
  const after = { ...dispute, evidence_details: evidence, is_charge_refundable: false, status: 'needs_response' };
  account.emit('charge.dispute.updated', after, dispute);
  return withdrawn(account, after);
}

/** The bank decides for us (the money comes back), or against us; an inquiry just ends. */
export function decide(
  account: Account,
  dispute: Stripe.Dispute,
  status: 'won' | 'lost' | 'warning_closed',
): Stripe.Dispute {
  const returned = status === 'won' ? [balanceTransaction(account, dispute, dispute.amount, 0)] : [];
  const after: Stripe.Dispute = {
    ...dispute,
    balance_transactions: [...dispute.balance_transactions, ...returned],
    status,
  };
  account.save('dispute', after);
  if (status === 'won') account.emit('charge.dispute.funds_reinstated', after);
  account.emit('charge.dispute.closed', after);
  return after;
}

function balanceTransaction(
  account: Account,
  dispute: Stripe.Dispute,
  amount: number,
  fee: number,
): Stripe.BalanceTransaction {
  return {
    id: account.newId('txn_'),
    object: 'balance_transaction',
    amount,
    available_on: account.now(),
    balance_type: 'payments',
    created: account.now(),
    currency: dispute.currency,
    description: `Chargeback ${amount < 0 ? 'withdrawal' : 'reversal'} for ${idOf(dispute.charge)}`,
    exchange_rate: null,
    fee,
    fee_details:
      fee === 0
        ? []
        : [
            {
              amount: fee,
              application: null,
              currency: dispute.currency,
              description: 'Dispute fee',
              type: 'stripe_fee',
            },
          ],
    net: amount - fee,
    reporting_category: amount < 0 ? 'dispute' : 'dispute_reversal',
    source: dispute.id,
    status: 'available',
    type: 'adjustment',
  };
}

const NO_EVIDENCE: Stripe.Dispute.Evidence = {
  access_activity_log: null,
  billing_address: null,
  cancellation_policy: null,
  cancellation_policy_disclosure: null,
  cancellation_rebuttal: null,
  customer_communication: null,
  customer_email_address: null,
  customer_name: null,
  customer_purchase_ip: null,
  customer_signature: null,
  duplicate_charge_documentation: null,
  duplicate_charge_explanation: null,
  duplicate_charge_id: null,
  enhanced_evidence: {},
  product_description: null,
  receipt: null,
  refund_policy: null,
  refund_policy_disclosure: null,
  refund_refusal_explanation: null,
  service_date: null,
  service_documentation: null,
  shipping_address: null,
  shipping_carrier: null,
  shipping_date: null,
  shipping_documentation: null,
  shipping_tracking_number: null,
  uncategorized_file: null,
  uncategorized_text: null,
};
