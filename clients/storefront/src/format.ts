import type { MyOrder } from "./api/types";
import { mallNow } from "./store/clock";
import { fill, say, spoken } from "./text";

/** Fen as yuan, without needless zeros: 1250 → "12.5". */
export function yuan(fen: number): string {
  return (fen / 100).toFixed(2).replace(/\.?0+$/, "");
}

/** Fen as yuan with the sign. */
export const price = (fen: number): string => `¥${yuan(fen)}`;

/** Kilometres, metres below one. */
export function distance(km: number): string {
  return km < 1 ? `${Math.max(10, Math.round(km * 100) * 10)} m` : `${km.toFixed(1)} km`;
}

const two = (n: number): string => String(n).padStart(2, "0");
const DAY_MS = 86_400_000;

/** An instant in the shopper's own time: "今天 15:40", "明天 09:00", "12-01 09:00". */
export function moment(at: number, now = mallNow()): string {
  const then = new Date(at);
  const time = `${two(then.getHours())}:${two(then.getMinutes())}`;
  const days = Math.round((midnight(at) - midnight(now)) / DAY_MS);
  if (days === 0) return fill(say.value.common.today, { time });
  if (days === 1) return fill(say.value.common.tomorrow, { time });
  return `${two(then.getMonth() + 1)}-${two(then.getDate())} ${time}`;
}

/** The day of an instant in the shopper's own time: "2026-11-28". */
export function day(at: string): string {
  const then = new Date(at);
  return `${then.getFullYear()}-${two(then.getMonth() + 1)}-${two(then.getDate())}`;
}

/** A span of minutes: "35 分钟", "2 小时", "1 天". */
export function span(minutes: number): string {
  const zh = spoken.value === "zh";
  if (minutes < 90) return zh ? `${Math.round(minutes)} 分钟` : `${Math.round(minutes)} min`;
  if (minutes < 36 * 60) return zh ? `${Math.round(minutes / 60)} 小时` : `${Math.round(minutes / 60)} h`;
  const days = Math.round(minutes / 1440);
  return zh ? `${days} 天` : days === 1 ? "1 day" : `${days} days`;
}

/** Within so many minutes it says how long it takes, later by when it is there. */
const QUICK_MIN = 180;

/** When goods that take so many minutes are there: "35 分钟送达", "明天 09:00 前送达". */
export function arrival(minutes: number): string {
  const { shop } = say.value;
  return minutes <= QUICK_MIN ? fill(shop.inMinutes, { span: span(minutes) }) : fill(shop.by, { time: moment(mallNow() + minutes * 60_000) });
}

/** By when an order is there; nothing for one that is not on its way, or whose group has to fill before it leaves. */
export function promised({ status, group, promised_at }: Pick<MyOrder, "status" | "group" | "promised_at">): string {
  const isComing = status === "shipped" || (status === "paid" && !group);
  return isComing && promised_at ? fill(say.value.orders.promised, { time: moment(Date.parse(promised_at)) }) : "";
}

function midnight(at: number): number {
  const day = new Date(at);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
}
