import type { ShopStock } from "../../api/types";

/** How a shop stands, worst first. */
export const BANDS = ["out", "low", "short", "ok", "long", "unknown"] as const;
export type Band = (typeof BANDS)[number];
export const COLOURS: Record<Band, string> = { out: "#c4412f", low: "#d97a1c", short: "#e3b563", ok: "#0b7a6b", long: "#5b8fd6", unknown: "#9fb1ac" };

const SHORT_DAYS = 7;
const LONG_DAYS = 60;

export function band(shop: ShopStock): Band {
  if (shop.available <= 0) return "out";
  if (shop.alerts) return "low";
  const days = shop.days_of_cover ?? null;
  if (days === null) return "unknown";
  return days < SHORT_DAYS ? "short" : days > LONG_DAYS ? "long" : "ok";
}
