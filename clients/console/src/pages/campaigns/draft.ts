import type { Campaign, CampaignIn } from "../../api/types";

/** A campaign as the form edits it: money in whole units, shares in per cent, empty for "no bound". */
export interface Draft {
  id: string; zh: string; en: string; expression: string; skus: string[]; coupon: string; headZh: string; headEn: string; bodyZh: string; bodyEn: string;
  channels: string[]; template: string; starts: string; ends: string; uses: number | undefined; money: number | undefined; cost: number; value: number;
  takeRate: number; holdOut: number; window: number; origin: string; link: string;
}

export const CHANNELS = ["subscription", "card", "popup", "inbox"] as const;
export const STATE_THEMES: Record<string, "primary" | "success" | "warning" | "default"> = { running: "success", paused: "warning", previewed: "primary", draft: "primary", ended: "default" };
const DAY = 86_400_000;

export const blank = (): Draft => ({
  id: "", zh: "", en: "", expression: "", skus: [], coupon: "", headZh: "", headEn: "", bodyZh: "", bodyEn: "", channels: [...CHANNELS], template: "",
  starts: "", ends: new Date(Date.now() + 14 * DAY).toISOString(), uses: undefined, money: undefined, cost: 0, value: 5, takeRate: 5, holdOut: 10, window: 14, origin: "", link: "",
});

const whole = (fen: number | null | undefined) => (fen === null || fen === undefined ? undefined : fen / 100);
const fen = (units: number | undefined) => (units === undefined || units === null ? null : Math.round(units * 100));

/** Read a campaign into the form. */
export const fromCampaign = (item: Campaign): Draft => ({
  id: item.campaign, zh: item.label.zh, en: item.label.en, expression: item.expression, skus: [...item.skus], coupon: item.coupon,
  headZh: item.title.zh, headEn: item.title.en, bodyZh: item.body.zh, bodyEn: item.body.en, channels: [...item.channels], template: item.template,
  starts: item.starts_at ?? "", ends: item.ends_at, uses: item.budget.uses ?? undefined, money: whole(item.budget.fen), cost: item.cost_fen / 100,
  value: item.value_fen / 100, takeRate: Math.round(item.take_rate * 1000) / 10, holdOut: Math.round(item.hold_out * 100), window: item.window_days,
  origin: item.origin, link: item.link,
});

/** The body to send. */
export const toBody = (draft: Draft): CampaignIn => ({
  label: { zh: draft.zh.trim(), en: draft.en.trim() || draft.zh.trim() }, expression: draft.expression.trim(), skus: draft.skus, coupon: draft.coupon,
  title: { zh: draft.headZh.trim(), en: draft.headEn.trim() || draft.headZh.trim() }, body: { zh: draft.bodyZh.trim(), en: draft.bodyEn.trim() || draft.bodyZh.trim() },
  channels: CHANNELS.filter((each) => draft.channels.includes(each)), template: draft.template, starts_at: draft.starts || null, ends_at: draft.ends,
  budget: { uses: draft.uses ?? null, fen: fen(draft.money) }, cost_fen: fen(draft.cost) ?? 0, value_fen: fen(draft.value) ?? 0, take_rate: draft.takeRate / 100,
  hold_out: draft.holdOut / 100, window_days: draft.window, origin: draft.origin, link: draft.link,
} as CampaignIn);

/** Whether there is enough to preview. */
export const isReady = (draft: Draft): boolean => !!(draft.expression.trim() && draft.headZh.trim() && draft.bodyZh.trim() && draft.ends && draft.channels.length);

/** What may be done in a state, in the order of the buttons. */
export function stepsOf(state: string): ("preview" | "start" | "pause" | "end")[] {
  if (state === "draft") return ["preview"];
  if (state === "previewed") return ["start", "preview"];
  return state === "running" ? ["pause", "end"] : state === "paused" ? ["start", "end"] : [];
}
