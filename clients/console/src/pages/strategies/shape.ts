import type { Strategy } from "../../api/types";

export const CHANNELS = ["page", "popup", "wechat", "sms", "app_push"] as const;
export const STATE_THEMES: Record<string, "primary" | "success" | "warning" | "default"> = { running: "success", paused: "warning", draft: "primary", ended: "default" };

const UNITS: Record<string, string> = { percent: "%", hours: " h", days: " d", people: " ×", count: "" };

/** What may be done to a strategy in a state, in the order of the buttons. */
export function stepsOf(state: string): ("start" | "pause" | "end")[] {
  if (state === "running") return ["pause", "end"];
  return state === "paused" || state === "draft" ? ["start", ...(state === "paused" ? (["end"] as const) : [])] : [];
}

/** The offer's numbers, short: ¥30.00, 15%, 14 d. */
export function offerFacts(item: Strategy, money: (fen: number) => string): string[] {
  const given = (item.offer as { parameters?: Record<string, number | string> }).parameters ?? {};
  return Object.entries(given).flatMap(([name, value]) => {
    if (typeof value === "string" || !value) return [];
    if (name.endsWith("_fen")) return [money(value)];
    const unit = Object.keys(UNITS).find((each) => name.endsWith(each)) ?? "count";
    return [`${value}${UNITS[unit]}`];
  });
}

/** Where a value lies on an axis that spans an interval and zero, as a share of its width. */
export function axis(low: number, high: number): (value: number) => number {
  const reach = Math.max(Math.abs(low), Math.abs(high)) * 1.25 || 1;
  return (value) => (value + reach) / (2 * reach);
}
