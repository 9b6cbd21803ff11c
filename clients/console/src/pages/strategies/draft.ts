import type { OfferKind, Strategy, StrategyIn } from "../../api/types";

/** A strategy as the form edits it: money in whole units, empty for "no bound". */
export interface Draft {
  id: string; zh: string; en: string; expression: string; kind: string; parameters: Record<string, number | string>;
  channels: string[]; times: number; days: number; budgetUses: number | undefined; budget: number | undefined;
  value: number; margin: number | undefined; holdOut: number; starts: string; ends: string; window: number;
}

export const blank = (): Draft => ({
  id: "", zh: "", en: "", expression: "", kind: "coupon", parameters: {}, channels: ["page"], times: 1, days: 7,
  budgetUses: undefined, budget: undefined, value: 5, margin: undefined, holdOut: 10, starts: "", ends: "", window: 14,
});

const whole = (fen: number | null | undefined) => (fen === null || fen === undefined ? undefined : fen / 100);
const fen = (units: number | undefined) => (units === undefined || units === null ? null : Math.round(units * 100));

/** Read a strategy into the form. */
export function fromStrategy(item: Strategy): Draft {
  const offer = item.offer as { kind: string; parameters: Record<string, number | string> };
  return {
    id: item.strategy, zh: item.label.zh, en: item.label.en, expression: item.expression, kind: offer.kind,
    parameters: { ...offer.parameters }, channels: [...item.channels], times: item.cap.times ?? 1, days: item.cap.days ?? 7,
    budgetUses: item.budget.uses ?? undefined, budget: whole(item.budget.fen), value: item.value_fen / 100,
    margin: item.margin === null ? undefined : Math.round(item.margin * 100), holdOut: Math.round(item.hold_out * 100),
    starts: item.starts_at ?? "", ends: item.ends_at ?? "", window: item.window_days,
  };
}

/** The body to send. */
export function toBody(draft: Draft): StrategyIn {
  return {
    label: { zh: draft.zh.trim(), en: draft.en.trim() || draft.zh.trim() }, expression: draft.expression.trim(),
    offer: { kind: draft.kind, parameters: draft.parameters }, channels: draft.channels, cap: { times: draft.times, days: draft.days },
    budget: { uses: draft.budgetUses ?? null, fen: fen(draft.budget) }, value_fen: fen(draft.value) ?? 0,
    margin: draft.margin === undefined ? null : draft.margin / 100, hold_out: draft.holdOut / 100,
    starts_at: draft.starts || null, ends_at: draft.ends || null,
    window_days: draft.window,
  } as StrategyIn;
}

/** The parameters of another kind of offer, at their defaults. */
export const defaults = (kind: OfferKind | undefined): Record<string, number | string> =>
  Object.fromEntries(Object.entries(kind?.parameters ?? {}).map(([name, spec]) => [name, (spec as { default: number | string }).default]));
