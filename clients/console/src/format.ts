/** How the console writes numbers and times: pure functions of a value, a locale and the mall's own zone and currency. */

export type Locale = "zh" | "en";

export interface MallTerms {
  currency: string;
  timezone: string;
}

export const NOTHING = "–";
const TAGS: Record<Locale, string> = { zh: "zh-CN", en: "en-GB" };

/** Format minor units (fen) as money of the mall's currency. */
export function money(fen: number | null | undefined, locale: Locale, currency = "CNY", whole = false): string {
  if (fen === null || fen === undefined) return NOTHING;
  return new Intl.NumberFormat(TAGS[locale], {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: whole ? 0 : 2,
    maximumFractionDigits: whole ? 0 : 2,
  }).format(fen / 100);
}

/** Format a plain number with thousands separators and at most `digits` decimals. */
export function count(value: number | null | undefined, locale: Locale, digits = 0): string {
  if (value === null || value === undefined) return NOTHING;
  return new Intl.NumberFormat(TAGS[locale], { maximumFractionDigits: digits }).format(value);
}

/** Format a share of one as a percentage; small shares keep two decimals. */
export function percent(ratio: number | null | undefined, locale: Locale): string {
  if (ratio === null || ratio === undefined) return NOTHING;
  const digits = Math.abs(ratio) < 0.1 ? 2 : 1;
  return new Intl.NumberFormat(TAGS[locale], { style: "percent", maximumFractionDigits: digits }).format(ratio);
}

const SUFFIX: Record<Locale, Record<string, string>> = {
  zh: { days: "天", minutes: "分钟", times: "次" },
  en: { days: "days", minutes: "min", times: "times" },
};

/** Format a metric by its unit: ratio, fen, count, days, minutes or times. */
export function metric(value: number | null | undefined, unit: string, locale: Locale, currency = "CNY"): string {
  if (value === null || value === undefined) return NOTHING;
  if (unit === "ratio") return percent(value, locale);
  if (unit === "fen") return money(value, locale, currency, Math.abs(value) >= 1_000_000);
  if (unit === "count") return count(value, locale, Number.isInteger(value) ? 0 : 2);
  return `${count(value, locale, 1)} ${SUFFIX[locale][unit] ?? unit}`;
}

/** Relative change against the previous period, or null when there is nothing to compare with. */
export function change(value: number | null | undefined, previous: number | null | undefined): number | null {
  if (value === null || value === undefined || !previous) return null;
  return (value - previous) / Math.abs(previous);
}

type Instant = string | number;

function parts(at: Instant, terms: MallTerms, locale: Locale, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(TAGS[locale], { timeZone: terms.timezone, ...options }).format(new Date(at));
}

/** The calendar day (YYYY-MM-DD) an instant falls on in the mall's zone. */
export function dayKey(at: Instant, terms: MallTerms): string {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone: terms.timezone, year: "numeric", month: "2-digit", day: "2-digit",
  });
  return format.format(new Date(at));
}

/** A day heading such as "11月23日 星期一", in the mall's zone. */
export function dayName(at: Instant, terms: MallTerms, locale: Locale): string {
  return parts(at, terms, locale, { year: "numeric", month: "long", day: "numeric", weekday: "short" });
}

/** Hour and minute of an instant in the mall's zone. */
export function clockTime(at: Instant, terms: MallTerms, locale: Locale): string {
  return parts(at, terms, locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/** Date and time of an instant in the mall's zone. */
export function moment(at: Instant | null | undefined, terms: MallTerms, locale: Locale): string {
  if (at === null || at === undefined || at === "") return NOTHING;
  return parts(at, terms, locale, {
    year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
}

/** What the mall's clocks show at an instant, to the minute: YYYY-MM-DD HH:mm. */
export function wallTime(at: Instant, terms: MallTerms): string {
  return `${dayKey(at, terms)} ${clockTime(at, terms, "en")}`;
}

/** The instant (ISO) at which the mall's clocks show YYYY-MM-DD HH:mm; of a time that a change of clocks skips, the one after. */
export function instantOf(wall: string, terms: MallTerms): string {
  const utc = (text: string): number => Date.parse(`${text.replace(" ", "T")}:00Z`);
  const wanted = utc(wall);
  const ahead = (at: number): number => utc(wallTime(at, terms)) - at;
  const first = wanted - ahead(wanted);
  return new Date(wanted - ahead(first)).toISOString();
}

/** Bytes in the largest unit that keeps the number above one. */
export function bytes(value: number, locale: Locale): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  const step = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log(value) / Math.log(1024)));
  return `${count(value / 1024 ** step, locale, step ? 1 : 0)} ${units[step]}`;
}

/** Group consecutive items by a key, keeping their order. */
export function groupBy<T>(items: readonly T[], key: (item: T) => string): { key: string; items: T[] }[] {
  const groups: { key: string; items: T[] }[] = [];
  for (const item of items) {
    const last = groups.at(-1);
    if (last && last.key === key(item)) last.items.push(item);
    else groups.push({ key: key(item), items: [item] });
  }
  return groups;
}
