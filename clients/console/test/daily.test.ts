import { expect, it } from "vitest";

import { daily } from "../src/pages/tags/daily";

const size = (day: string, shoppers: number) => ({ day, shoppers, gained: 1, lost: 0 });

it("a tag keeps its size on days without a change, up to today", () => {
  const days = daily([size("2026-02-27", 3), size("2026-03-02", 5)], "2026-03-03");
  expect(days.map((each) => [each.day.slice(5), each.shoppers])).toEqual([["02-27", 3], ["02-28", 3], ["03-01", 3], ["03-02", 5], ["03-03", 5]]);
  expect(days[1]!.gained).toBe(0);
});

it("only the newest days are kept, and nothing comes of nothing", () => {
  expect(daily([size("2026-01-01", 1)], "2026-12-31", 7)).toHaveLength(7);
  expect(daily([], "2026-12-31")).toEqual([]);
});
