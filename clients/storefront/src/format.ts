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

/** A span of minutes: "35 分钟", "2 小时", "1 天". */
export function span(minutes: number): string {
  const zh = spoken.value === "zh";
  if (minutes < 90) return zh ? `${Math.round(minutes)} 分钟` : `${Math.round(minutes)} min`;
  if (minutes < 36 * 60) return zh ? `${Math.round(minutes / 60)} 小时` : `${Math.round(minutes / 60)} h`;
  const days = Math.round(minutes / 1440);
  return zh ? `${days} 天` : days === 1 ? "1 day" : `${days} days`;
}

function midnight(at: number): number {
  const day = new Date(at);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
}
