import { describe, expect, it } from "vitest";

import { along, ratios } from "../src/pages/trial/spread";

const run = (arm: string, seed: number, conversion: number) => ({ arm, seed, measures: { conversion } });

describe("the spread of a trial", () => {
  it("pairs cities and leaves out those where the other arm has nothing", () => {
    const runs = [run("loop", 1, 0.3), run("usual", 1, 0.2), run("loop", 2, 0.2), run("usual", 2, 0), run("loop", 3, 0.4)];
    const found = ratios({ runs }, { arm: "loop", other: "usual", measure: "conversion" });
    expect(found).toHaveLength(1);
    expect(found[0]).toBeCloseTo(0.5);
  });

  it("keeps all marks within the plot, in order", () => {
    const at = along([-0.4, 0.2, 0]);
    expect(at(-0.4)).toBeCloseTo(2);
    expect(at(0.2)).toBeCloseTo(98);
    expect(at(0)).toBeGreaterThan(at(-0.4));
    expect(along([1, 1])(1)).toBe(2);
  });
});
