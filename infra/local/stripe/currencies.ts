import { matching } from './parameters.ts';
import { badParameter } from './api-refusal-error.ts';
import type { Field } from './parameters.ts';

/** The currencies Stripe takes, and none other: XXX, XTS and withdrawn ones are refused. */
const SUPPORTED = new Set(
  (
    'usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp byn bzd cad cdf chf clp ' +
    'cny cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf gtq gyd hkd hnl htg huf idr ils inr isk ' +
    'jmd jod jpy kes kgs khr kmf krw kwd kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr mzn ' +
    'nad ngn nio nok npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sos srd std ' +
    'szl thb tjs tnd top try ttd twd tzs uah ugx uyu uzs vnd vuv wst xaf xcd xof xpf yer zar zmw'
  ).split(' '),
);

/** The least that Stripe charges, in minor units, where it is not 50. */
const MINIMUM_CHARGE_MINOR = new Map([
  ['gbp', 30],
  ['dkk', 250],
  ['nok', 300],
  ['sek', 300],
  ['czk', 1500],
  ['hkd', 400],
  ['huf', 17_500],
  ['mxn', 1000],
  ['pln', 200],
  ['ron', 200],
  ['thb', 1000],
  ['aed', 200],
  ['bgn', 100],
  ['myr', 200],
]);

export function minimumChargeMinor(currency: string): number {
  return MINIMUM_CHARGE_MINOR.get(currency) ?? 50;
}

/** A supported currency, read into lower case as Stripe answers it. */
export const currency: Field<string> = {
  read: (value, param, now) => {
    const given = matching(/^[A-Za-z]{3}$/, invalid)
      .read(value, param, now)
      .toLowerCase();
    if (!SUPPORTED.has(given)) throw badParameter(param, invalid(given));
    return given;
  },
};

function invalid(given: string): string {
  return `Invalid currency: ${given}. Stripe currently supports these currencies: ${[...SUPPORTED].join(', ')}`;
}

/** An amount in minor units as people write it, for messages and pages: `1,234.50 USD`. */
export function written(amountMinor: number, currency: string): string {
  const format = new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency: currency.toUpperCase(),
    currencyDisplay: 'code',
  });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  const sign = amountMinor < 0 ? '-' : '';
  const figures = String(Math.abs(amountMinor)).padStart(digits + 1, '0');
  const whole = figures.slice(0, figures.length - digits).replace(/\B(?=(\d{3})+$)/g, ',');
  const fraction = digits === 0 ? '' : `.${figures.slice(-digits)}`;
  return `${sign}${whole}${fraction} ${currency.toUpperCase()}`;
}
