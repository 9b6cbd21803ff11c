import type { Strategy } from "../../api/types";

export const CHANNELS = ["page", "popup", "wechat", "sms", "app_push"] as const;
export const STATE_THEMES: Record<string, "primary" | "success" | "warning" | "default"> = { running: "success", paused: "warning", draft: "primary", ended: "default" };

/** What may be done to a strategy in a state, in the order of the buttons. */
export function stepsOf(state: string): ("start" | "pause" | "end")[] {
  if (state === "running") return ["pause", "end"];
  return state === "paused" || state === "draft" ? ["start", ...(state === "paused" ? (["end"] as const) : [])] : [];
}

/** The offer's parameters that say something, as [name, value]; empty texts and zeros say nothing. */
export function offerFacts(item: Strategy): [string, number | string][] {
  const given = (item.offer as { parameters?: Record<string, number | string> }).parameters ?? {};
  return Object.entries(given).filter(([, value]) => !!value);
}

/** Where a value lies on an axis that spans an interval and zero, as a share of its width. */
export function axis(low: number, high: number): (value: number) => number {
  const reach = Math.max(Math.abs(low), Math.abs(high)) * 1.25 || 1;
  return (value) => (value + reach) / (2 * reach);
}
