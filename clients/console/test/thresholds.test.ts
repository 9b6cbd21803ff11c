import { expect, it } from "vitest";

import { fromTexts, readCuts, toTexts } from "../src/pages/segments/thresholds";

const now = {
  recency_days: [7, 30, 90, 180], frequency: [1, 1, 2, 4], monetary_fen: [1000, 5050, 20000, 90000],
  low_value_fen: 3000, vip_days: 7, churn_days: 30, new_days: 30, dormant_days: 180,
  churn_gaps: 2.5, high_score: 4, coupon_share: 0.3,
};

it("cut points may be separated the Chinese or the English way", () => {
  expect(readCuts("7, 30，90、180")).toEqual([7, 30, 90, 180]);
});

it("cut points are four and never fall", () => {
  expect(readCuts("30, 7, 90, 180")).toBeNull();
  expect(readCuts("7, 30")).toBeNull();
  expect(readCuts("a lot")).toBeNull();
});

it("money is edited in yuan and kept in fen", () => {
  expect(toTexts(now).monetary_fen).toBe("10, 50.5, 200, 900");
  expect(fromTexts(toTexts(now))).toEqual(now);
});
