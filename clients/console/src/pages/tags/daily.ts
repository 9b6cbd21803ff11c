import type { TagSize } from "../../api/types";

const DAY = 86_400_000;
const key = (at: number) => new Date(at).toISOString().slice(0, 10);

/** Sizes for every day up to today, at most `most`: a tag's size stands until the next day on which it changed. */
export function daily(sizes: readonly TagSize[], today: string, most = 90): TagSize[] {
  const first = sizes[0];
  if (!first) return [];
  const known = new Map(sizes.map((each) => [each.day, each]));
  const filled: TagSize[] = [];
  for (let at = Date.parse(first.day); at <= Math.max(Date.parse(today), Date.parse(sizes.at(-1)!.day)); at += DAY) {
    const found = known.get(key(at));
    filled.push(found ?? { day: key(at), shoppers: filled.at(-1)?.shoppers ?? 0, gained: 0, lost: 0 });
  }
  return filled.slice(-most);
}
