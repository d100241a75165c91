import { RefusedError } from './dashboard.ts';

/** How many decimals the currency is written with. */
export function decimalsOf(currency: string): number {
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency: currency.toUpperCase() });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}

/** An amount that a person typed, in minor units: `1250.50` of USD is 125050. Refuses anything that is not plain. */
export function minorOf(text: string, currency: string): number {
  const decimals = decimalsOf(currency);
  const match = /^(\d{1,9})(?:\.(\d+))?$/.exec(text.trim());
  const fraction = match?.[2] ?? '';
  if (match === null || fraction.length > decimals) {
    throw new RefusedError(
      `Write the amount in plain figures with up to ${String(decimals)} decimals, such as 1250.50.`,
    );
  }
  return Number(`${match[1] ?? ''}${fraction.padEnd(decimals, '0')}`);
}

/** The way back, for a field that is filled in already. */
export function plainAmount(minor: number, currency: string): string {
  const decimals = decimalsOf(currency);
  const figures = String(minor).padStart(decimals + 1, '0');
  return decimals === 0 ? figures : `${figures.slice(0, -decimals)}.${figures.slice(-decimals)}`;
}
