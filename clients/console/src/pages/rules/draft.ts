import type { MerchRule, MerchRuleIn, RuleKind } from "../../api/types";

export const SHARES = ["floor", "share"];
/** What an operator types of a rule; money in whole units, shares in percent. */
export interface Draft {
  id: string; kind: string; zh: string; skus: string[]; category: string; from?: number; to?: number;
  placements: string[]; segments: string[]; starts: string; ends: string; numbers: Record<string, number>; source: string; state: string; holdOut: number;
}
const USUAL: Record<string, number> = { position: 1, factor: 2, floor: 0.2, share: 0.4, days: 60 };
export const SOURCES = ["newest", "repeat", "own", "popular", "user_cf", "item_cf", "content", "complement", "substitute", "session", "basket", "local", "scene", "need"];
const BURIED = 0.5;

export const blank = (): Draft => ({ id: "", kind: "boost", zh: "", skus: [], category: "", placements: [], segments: [], starts: "", ends: "", numbers: {}, source: "newest", state: "on", holdOut: 0 });

/** The numbers of a kind at their usual values, kept where they are within its bounds. */
export function numbersOf(kind: RuleKind | undefined, held: Record<string, number> = {}): Record<string, number> {
  const usual = (name: string) => (kind?.kind === "bury" && name === "factor" ? BURIED : USUAL[name] ?? 1);
  return Object.fromEntries((kind?.numbers ?? []).map(({ name, low, high }) => {
    const value = held[name];
    return [name, value !== undefined && value >= low && value <= high ? value : usual(name)];
  }));
}

export function fromRule(rule: MerchRule): Draft {
  const goods = rule.goods as { skus?: string[]; category?: string[]; min_price_fen?: number | null; max_price_fen?: number | null };
  const yuan = (fen?: number | null) => (fen === null || fen === undefined ? undefined : fen / 100);
  return {
    id: rule.rule, kind: rule.kind, zh: rule.label.zh, skus: goods.skus ?? [], category: (goods.category ?? []).join(" / "),
    from: yuan(goods.min_price_fen), to: yuan(goods.max_price_fen), placements: rule.placements, segments: rule.segments,
    starts: rule.starts_at ?? "", ends: rule.ends_at ?? "", state: rule.state === "paused" ? "paused" : "on",
    numbers: { position: rule.position, factor: rule.factor, floor: rule.floor, share: rule.share, days: rule.days },
    source: rule.source || "newest", holdOut: Math.round(rule.hold_out * 100),
  };
}

export function toBody(draft: Draft, kind: RuleKind | undefined): MerchRuleIn {
  const fen = (value?: number) => (value === undefined ? null : Math.round(value * 100));
  return {
    kind: draft.kind, ...(draft.zh.trim() ? { label: { zh: draft.zh.trim() } } : {}),
    goods: {
      skus: draft.skus, category: draft.category.split("/").map((part) => part.trim()).filter(Boolean), attributes: {},
      min_price_fen: fen(draft.from), max_price_fen: fen(draft.to),
    },
    placements: draft.placements, segments: draft.segments, starts_at: draft.starts || null, ends_at: draft.ends || null, state: draft.state, hold_out: draft.holdOut / 100,
    ...(draft.kind === "favour" ? { source: draft.source } : {}),
    ...numbersOf(kind, draft.numbers),
  } as MerchRuleIn;
}
