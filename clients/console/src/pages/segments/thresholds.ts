import type { Thresholds } from "../../api/types";

export const CUTS = ["recency_days", "frequency", "monetary_fen"] as const;
export const LIMITS = ["low_value_fen", "vip_days", "churn_days", "new_days", "dormant_days", "churn_gaps", "high_score", "coupon_share"] as const;
type Name = (typeof CUTS)[number] | (typeof LIMITS)[number];

/** Money is kept in fen and edited in whole units of the currency. */
const scaleOf = (name: string): number => (name.endsWith("_fen") ? 100 : 1);
/** Two limits are no whole numbers: a multiple of the shopper's own rhythm and a share of orders. */
const isWhole = (name: string): boolean => name !== "churn_gaps" && name !== "coupon_share";
const isCut = (name: Name) => (CUTS as readonly string[]).includes(name);

/** Read "7, 30, 90, 180" as numbers that never fall; null when it is something else or not `wanted` of them. */
export function readCuts(text: string, wanted = 4): number[] | null {
  const cuts = text.split(/[,，、\s]+/).filter(Boolean).map(Number);
  const rising = cuts.every((cut, index) => Number.isFinite(cut) && cut >= 0 && (index === 0 || cut >= cuts[index - 1]!));
  return cuts.length === wanted && rising ? cuts : null;
}

/** What the form shows for the thresholds in force. */
export function toTexts(now: Record<string, unknown>): Record<Name, string> {
  const write = (name: Name) => [now[name] ?? []].flat().map((value) => Number(value) / scaleOf(name)).join(", ");
  return Object.fromEntries([...CUTS, ...LIMITS].map((name) => [name, write(name)])) as Record<Name, string>;
}

/** What the form says, field by field; null where it cannot be read. */
export function fromTexts(texts: Record<Name, string>): Record<Name, number[] | number | null> {
  const read = (name: Name) => {
    const values = readCuts(texts[name], isCut(name) ? 4 : 1)?.map((value) => (isWhole(name) ? Math.round(value * scaleOf(name)) : value)) ?? null;
    return isCut(name) ? values : (values?.[0] ?? null);
  };
  return Object.fromEntries([...CUTS, ...LIMITS].map((name) => [name, read(name)])) as Record<Name, number[] | number | null>;
}

/** The body to send once every field can be read. */
export const toBody = (read: Record<Name, number[] | number | null>): Thresholds => read as Thresholds;
