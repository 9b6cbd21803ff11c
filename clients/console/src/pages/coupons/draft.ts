import type { Coupon, CouponIn } from "../../api/types";

export const KINDS = ["reduction", "tiered", "discount", "fixed", "gift", "free_delivery"] as const;
export const LAYERS = ["promotion", "goods", "mall", "cash"] as const;
/** Free delivery has a layer of its own, and that layer nothing else. */
export const DELIVERY = "delivery";
export interface Tier { from: number; off: number }

/** A coupon as the form edits it: money in whole units, empty for "no bound". */
export interface Draft {
  id: string; zh: string; en: string; kind: string; tiers: Tier[]; repeats: boolean; percent: number; cap: number | undefined;
  from: number; giftSku: string; giftUnits: number; layer: string; categories: string[]; skus: string[]; withoutCategories: string[];
  withoutSkus: string[]; alone: boolean; claimable: boolean; quantity: number | undefined; budget: number | undefined;
  perShopper: number; starts: string; ends: string; validUntil: string; validDays: number | undefined; comesBack: string; onReturn: string;
}

export const blank = (): Draft => ({
  id: "", zh: "", en: "", kind: "reduction", tiers: [{ from: 100, off: 20 }], repeats: false, percent: 10, cap: undefined, from: 0,
  giftSku: "", giftUnits: 1, layer: "mall", categories: [], skus: [], withoutCategories: [], withoutSkus: [], alone: false,
  claimable: true, quantity: undefined, budget: undefined, perShopper: 1, starts: "", ends: "", validUntil: "", validDays: 14,
  comesBack: "cancel", onReturn: "share",
});

const whole = (fen: number | null | undefined) => (fen === null || fen === undefined ? undefined : fen / 100);
const fen = (units: number | undefined) => Math.round((units ?? 0) * 100);
const bound = (units: number | undefined) => (units === undefined ? null : fen(units));

/** Read a coupon into the form. */
export function fromCoupon(item: Coupon): Draft {
  const { benefit, scope } = item;
  return {
    id: item.coupon, zh: item.label.zh, en: item.label.en, kind: benefit.kind,
    tiers: (benefit.tiers ?? []).map((tier) => ({ from: tier.threshold_fen / 100, off: tier.off_fen / 100 })),
    repeats: benefit.repeats ?? false, percent: benefit.percent || 10, cap: benefit.cap_fen ? benefit.cap_fen / 100 : undefined,
    from: (benefit.threshold_fen ?? 0) / 100, giftSku: benefit.gift_sku ?? "", giftUnits: benefit.gift_units ?? 1,
    layer: item.layer === DELIVERY ? "mall" : item.layer, categories: [...(scope.categories ?? [])], skus: [...(scope.skus ?? [])],
    withoutCategories: [...(scope.without_categories ?? [])], withoutSkus: [...(scope.without_skus ?? [])], alone: item.alone,
    claimable: item.claimable, quantity: item.quantity ?? undefined, budget: whole(item.budget_fen), perShopper: item.per_shopper,
    starts: item.starts_at ?? "", ends: item.ends_at ?? "", validUntil: item.valid_until ?? "", validDays: item.valid_days ?? undefined,
    comesBack: item.comes_back, onReturn: item.on_return,
  };
}

/** The body to send; what a kind does not have is left out. */
export function toBody(draft: Draft): CouponIn {
  const byTiers = ["reduction", "tiered", "fixed"].includes(draft.kind);
  const tiers = draft.kind === "tiered" ? draft.tiers : draft.tiers.slice(0, 1);
  return {
    label: { zh: draft.zh.trim(), en: draft.en.trim() || draft.zh.trim() }, layer: draft.kind === "free_delivery" ? DELIVERY : draft.layer,
    benefit: {
      kind: draft.kind, tiers: byTiers ? tiers.map((tier) => ({ threshold_fen: draft.kind === "fixed" ? 0 : fen(tier.from), off_fen: fen(tier.off) })) : [],
      repeats: draft.kind === "reduction" && draft.repeats, percent: draft.kind === "discount" ? draft.percent : 0,
      cap_fen: ["discount", "free_delivery"].includes(draft.kind) || draft.repeats ? fen(draft.cap) : 0, threshold_fen: byTiers ? 0 : fen(draft.from),
      gift_sku: draft.kind === "gift" ? draft.giftSku : "", gift_units: draft.giftUnits,
    },
    scope: { categories: draft.categories, skus: draft.skus, without_categories: draft.withoutCategories, without_skus: draft.withoutSkus },
    alone: draft.alone, claimable: draft.claimable, quantity: draft.quantity ?? null, budget_fen: bound(draft.budget),
    per_shopper: draft.perShopper, starts_at: draft.starts || null, ends_at: draft.ends || null, valid_until: draft.validUntil || null,
    valid_days: draft.validDays ?? null, comes_back: draft.comesBack, on_return: draft.onReturn,
  } as CouponIn;
}
