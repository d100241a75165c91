/** A span of time for a person. Example: 785 minutes are `13 h 5 min`; 0.5 are `30 s`. */
export function duration(minutes: number): string {
  if (minutes === 0) return '0 min';
  if (minutes < 1) return `${Math.round(minutes * 60)} s`;
  const whole = Math.round(minutes);
  const parts = [
    [Math.floor(whole / 1440), 'd'],
    [Math.floor(whole / 60) % 24, 'h'],
    [whole % 60, 'min'],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}

/** Example: 1234567 is `1,234,567`. */
export function counted(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

/** Example: `1 violation`, `0 violations`. */
export function several(count: number, what: string): string {
  return `${counted(count)} ${what}${count === 1 ? '' : 's'}`;
}

/** A share in percent, 100% only when it is all. Example: 0.12345 is `12.3%`, 0.0000123 is `0.0012%`. */
export function percent(share: number): string {
  if (share <= 0) return '0%';
  if (share >= 1) return '100%';
  return share >= 0.01 ? `${(Math.floor(1000 * share) / 10).toFixed(1)}%` : `${(100 * share).toPrecision(2)}%`;
}

/** Rows as columns of one width each: the first to the left, the others to the right. */
export function inColumns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
