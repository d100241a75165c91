import type { CrmInvestor, Deal, NewDeal } from './deal.ts';

/** The fields of a form as they were entered. */
export type Entered = Readonly<Record<string, string>>;

export const NEW_INVESTOR = 'new';

/** The deal that a person entered, or everything that is wrong with it, each with the fix. */
export function readDealForm(entered: Entered, deals: readonly Deal[]): { deal: NewDeal } | { problems: string[] } {
  const problems: string[] = [];
  const text = (field: string, label: string): string => {
    const value = (entered[field] ?? '').trim();
    if (value === '') problems.push(`${label} is empty. Fill it in.`);
    return value;
  };
  const name = text('name', 'What was funded');
  const instrument = text('instrument', 'The instrument');
  const amount = (entered['amount'] ?? '').trim();
  const currency = (entered['currency'] ?? '').trim();
  const closedOn = (entered['closedOn'] ?? '').trim();
  problems.push(...amountProblems(amount));
  if (!/^[A-Z]{3}$/.test(currency)) problems.push('The currency is three capital letters, such as USD.');
  if (!isDate(closedOn)) problems.push('The closing date is a day such as 1999-06-15.');
  const investor = investorOf(entered, deals, problems);
  if (investor === undefined || problems.length > 0) return { problems };
  return {
    deal: {
      id: nextId(
        'deal',
        deals.map(({ id }) => id),
      ),
      name,
      investor,
      amount,
      currency,
      closedOn,
      instrument,
    },
  };
}

/** What is wrong with an amount that a person entered; nothing if it is a plain decimal above zero. */
export function amountProblems(amount: string): string[] {
  const isAmount = /^\d{1,13}(\.\d{1,4})?$/.test(amount) && /[1-9]/.test(amount);
  return isAmount ? [] : ['The amount is a number above zero without separators, such as 250000.00.'];
}

/** Every investor of the deals, once, as the latest deal has them. */
export function investorsOf(deals: readonly Deal[]): CrmInvestor[] {
  return [...new Map(deals.map(({ investor }) => [investor.id, investor])).values()];
}

function investorOf(entered: Entered, deals: readonly Deal[], problems: string[]): CrmInvestor | undefined {
  const known = investorsOf(deals);
  if (entered['investor'] !== NEW_INVESTOR) {
    const picked = known.find(({ id }) => id === entered['investor']);
    if (picked === undefined) problems.push('Pick an investor, or choose a new one.');
    return picked;
  }
  const name = (entered['investorName'] ?? '').trim();
  const firm = (entered['investorFirm'] ?? '').trim();
  const emails = (entered['investorEmails'] ?? '').split(/[\s,;]+/).filter((email) => email !== '');
  if (name === '') problems.push("The new investor's name is empty. Fill it in.");
  for (const email of emails) {
    if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email)) problems.push(`${email} is not an e-mail address.`);
  }
  const id = nextId(
    'crm',
    known.map((investor) => investor.id),
  );
  return { id, name, ...(firm === '' ? {} : { firm }), emails };
}

/** `deal-1001` when there is none yet, else one above the highest number in use. */
function nextId(prefix: string, ids: readonly string[]): string {
  const numbers = ids.map((id) => Number(new RegExp(`^${prefix}-(\\d{1,12})$`).exec(id)?.[1] ?? 0));
  return `${prefix}-${Math.max(1000, ...numbers) + 1}`;
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
