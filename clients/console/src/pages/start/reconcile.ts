export interface Reconciliation { rows: number; accepted: number; duplicate: number; refused: number; whole: boolean }

/** The counts of an import and whether they add up: rows read = accepted + duplicate + refused. */
export function reconcile(summary: Record<string, unknown> | null): Reconciliation | null {
  if (!summary) return null;
  const [rows, accepted, duplicate, refused] = ["rows", "accepted", "duplicate", "refused"].map((key) => {
    const value = summary[key];
    return Array.isArray(value) ? value.length : Number(value);
  }) as [number, number, number, number];
  if (![rows, accepted, duplicate, refused].every(Number.isFinite)) return null;
  return { rows, accepted, duplicate, refused, whole: rows === accepted + duplicate + refused };
}

/** Why rows were refused, the most frequent reason first. */
export function reasons(summary: Record<string, unknown> | null): [code: string, rows: number][] {
  const counts = (summary?.refused_by_reason ?? {}) as Record<string, number>;
  return Object.entries(counts).sort((a, b) => b[1] - a[1]);
}
