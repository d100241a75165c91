import type { InboundMessage } from '../../shared/ports/inbound.ts';
import { CONTRACT } from './a-world.ts';
import { noon } from './facts.ts';

/** The body of a closing by the introduced investor, as a CRM sends it; `data` changes single fields. */
export function crmBody(data: object = {}, type = 'funding.closed', on = '1999-06-15'): string {
  return JSON.stringify({
    type,
    timestamp: noon(on),
    data: {
      contract: CONTRACT,
      closing: 'deal-77',
      investor: {
        id: 'crm-1042',
        name: 'Dana Whitfield',
        firm: 'Harbor Ridge Capital',
        emails: ['Dana@HarborRidge.example'],
      },
      amount: '250000.00',
      currency: 'USD',
      closed_on: '1999-06-15',
      ...data,
    },
  });
}

let messages = 0;

export function crmMessage(body: string, changes: Partial<InboundMessage> = {}): InboundMessage {
  messages += 1;
  return {
    source: 'crm',
    contractId: CONTRACT,
    messageId: `msg_${messages}`,
    receivedAt: noon('1999-06-15'),
    body,
    ...changes,
  };
}

export function stripeMessage(invoice: string, on: string, messageId = `evt_${invoice}_${on}`): InboundMessage {
  const created = Math.floor(Date.parse(noon(on)) / 1000);
  const event = { id: messageId, type: 'invoice.paid', created, data: { object: { object: 'invoice', id: invoice } } };
  return { source: 'stripe', contractId: '', messageId, receivedAt: noon(on), body: JSON.stringify(event) };
}
