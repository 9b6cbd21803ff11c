/** How far both axes of a calibration plot go: the greatest of what was said and what happened, rounded up. */
export function reach(table: readonly { said: number; happened: number }[]): number {
  const most = Math.max(0.02, ...table.flatMap((row) => [row.said, row.happened]));
  const step = most > 0.5 ? 0.1 : most > 0.1 ? 0.05 : 0.02;
  return Math.min(1, Number((Math.ceil((most * 1.05) / step) * step).toFixed(4)));
}
