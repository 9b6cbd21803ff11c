import type { TimelineItem } from "../../api/types";

interface Line { sku: string; quantity?: number }

/** The goods an event is about, whatever its kind. */
export function skusOf(item: TimelineItem): string[] {
  const { sku, skus, lines } = item.properties as { sku?: string; skus?: string[]; lines?: Line[] };
  if (sku) return [sku];
  if (lines) return lines.map((line) => line.sku);
  return skus ?? [];
}

/** The money an event is about, in fen, where it is about money. */
export function amountOf(item: TimelineItem): number | null {
  const { total_fen, refund_fen } = item.properties as { total_fen?: number; refund_fen?: number };
  return total_fen ?? refund_fen ?? null;
}

/** Words the shopper typed, or the page seen: what is worth reading when no goods are named. */
export function noteOf(item: TimelineItem): string {
  const { query, page, channel, reason, strategy, kind } = item.properties as Record<string, string | undefined>;
  return query ? `“${query}”` : (strategy ?? page ?? channel ?? kind ?? reason ?? "");
}
