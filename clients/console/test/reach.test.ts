import { expect, it } from "vitest";

import { reach } from "../src/pages/predicted/reach";

it("the axes of a calibration plot end just above the data and never above one", () => {
  expect(reach([{ said: 0.12, happened: 0.19 }])).toBe(0.2);
  expect(reach([{ said: 0.98, happened: 1 }])).toBe(1);
  expect(reach([])).toBeCloseTo(0.04);
});
