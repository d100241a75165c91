import { html } from 'hono/html';
import type { Stripe } from 'stripe';
import { idOf } from '../account.ts';
import { written } from '../currencies.ts';
import { factList, page } from '../../page.ts';
import type { Markup } from '../../page.ts';
import type { Dashboard } from './dashboard.ts';
import { NAV, stateBadge, STYLES } from './look.ts';

const MOST_SHOWN = 200;

function shown(title: string, body: Markup, problem?: string): Promise<Response> {
  const nav = NAV.map((link) => ({ ...link, current: link.label === title }));
  const notice = problem === undefined ? html`` : html`<p class="notice bad">${problem}</p>`;
  return page({
    title,
    house: 'Stripe stand-in',
    nav,
    styles: STYLES,
    body: html`${notice} ${body}`,
    ...(problem === undefined ? {} : { status: 409 }),
  });
}

/** All invoices, the newest first. */
export function invoicesPage(dashboard: Dashboard): Promise<Response> {
  const invoices = dashboard.account().all('invoice').slice(0, MOST_SHOWN);
  return shown(
    'Invoices',
    html`<p class="lede">
        What a person could do in Stripe’s dashboard, by hand. The system hears of it by webhook, as from Stripe.
      </p>
      ${invoices.length === 0 ? html`<p class="muted">No invoice yet.</p>` : invoiceTable(invoices)}`,
  );
}

function invoiceTable(invoices: readonly Stripe.Invoice[]): Markup {
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th scope="col">Number</th>
          <th scope="col">Customer</th>
          <th scope="col">State</th>
          <th scope="col" class="num">Total</th>
          <th scope="col" class="num">Remaining</th>
        </tr>
      </thead>
      <tbody>
        ${invoices.map(
          (invoice) =>
            html`<tr>
              <td><a href="/operator/invoices/${invoice.id}">${invoice.number ?? '(draft)'}</a></td>
              <td>${invoice.customer_name ?? idOf(invoice.customer)}</td>
              <td>${stateBadge(invoice.status)}</td>
              <td class="num">${written(invoice.total, invoice.currency)}</td>
              <td class="num">${written(invoice.amount_remaining, invoice.currency)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** All customers, the newest first. */
export function customersPage(dashboard: Dashboard): Promise<Response> {
  const customers = dashboard.account().all('customer').slice(0, MOST_SHOWN);
  return shown(
    'Customers',
    html`${customers.length === 0 ? html`<p class="muted">No customer yet.</p>` : ''}
      <ul class="lines">
        ${customers.map(
          (customer) =>
            html`<li>
              <a href="/operator/customers/${customer.id}"
                >${customer.deleted ? customer.id : (customer.name ?? customer.id)}</a
              >
              ${customer.deleted ? html`<span class="badge bad">deleted</span>` : balanceOf(customer)}
            </li>`,
        )}
      </ul>`,
  );
}

function balanceOf({ balance, currency }: Stripe.Customer): Markup {
  if (balance === 0) return html``;
  const amount = written(Math.abs(balance), currency ?? 'usd');
  return html`<span class="badge ${balance < 0 ? 'good' : 'warn'}"
    >${amount} ${balance < 0 ? 'of credit' : 'owed'}</span
  >`;
}

/** One customer, its balance with what moved it, and what can be done to it. */
export function customerPage(
  dashboard: Dashboard,
  customer: Stripe.Customer | Stripe.DeletedCustomer,
  problem?: string,
): Promise<Response> {
  const account = dashboard.account();
  const moves = account.of('customer_balance_transaction', 'customer', customer.id);
  const invoices = account.of('invoice', 'customer', customer.id);
  const facts = customer.deleted
    ? html`<p class="notice bad">This customer is deleted. Its invoices stay.</p>`
    : factList([
        ['Name', customer.name ?? undefined],
        ['E-mail', customer.email ?? undefined],
        ['Currency', customer.currency ?? undefined],
        ['Balance', html`${customer.balance === 0 ? 'none' : balanceOf(customer)}`],
      ]);
  return shown(
    customer.deleted ? customer.id : (customer.name ?? customer.id),
    html`${facts} ${customer.deleted ? '' : customerDeeds(customer)}
      ${
        moves.length === 0
          ? ''
          : html`<h2>What moved the balance</h2>
              <ul class="lines">
                ${moves.map((move) => html`<li>${move.type.replaceAll('_', ' ')} <span>${written(move.amount, move.currency)}</span></li>`)}
              </ul>`
      }
      <h2>Invoices</h2>
      ${invoices.length === 0 ? html`<p class="muted">None.</p>` : invoiceTable(invoices)}`,
    problem,
  );
}

function customerDeeds({ id, currency }: Stripe.Customer): Markup {
  return html`<div class="deeds">
    <form class="card deed" method="post" action="/operator/customers/${id}/credit">
      <label>Amount (${(currency ?? 'usd').toUpperCase()}) <input name="amount" inputmode="decimal" required /></label>
      <button type="submit">Give credit</button>
    </form>
    <form class="card deed" method="post" action="/operator/customers/${id}/delete">
      <p class="muted">This cannot be undone, here as at Stripe.</p>
      <button type="submit">Delete the customer</button>
    </form>
  </div>`;
}
