import { expect, test } from "vitest";

import { worthDrawing } from "../src/pages/backtest/curves";

test("a curve is drawn in the order of its stock, from half of the demand to the first point that meets all", () => {
  const points = [{ stock_days: 9, fill: 1 }, { stock_days: 1, fill: 0.3 }, { stock_days: 4, fill: 0.9 }, { stock_days: 30, fill: 1 }];
  expect(worthDrawing(points)).toEqual([[4, 0.9], [9, 1]]);
});
