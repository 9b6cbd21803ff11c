import { expect, it } from "vitest";

import { readCuts } from "../src/pages/segments/thresholds";

it("cut points may be separated the Chinese or the English way", () => {
  expect(readCuts("7, 30，90、180")).toEqual([7, 30, 90, 180]);
});

it("cut points have to rise", () => {
  expect(readCuts("30, 7")).toBeNull();
  expect(readCuts("a lot")).toBeNull();
  expect(readCuts("")).toBeNull();
});
