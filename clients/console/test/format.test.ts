import { describe, expect, it } from "vitest";

import { bytes, change, clockTime, count, dayKey, groupBy, instantOf, metric, moment, money, percent, wallTime } from "../src/format";

const shanghai = { currency: "CNY", timezone: "Asia/Shanghai" };

describe("money", () => {
  it("is written from fen with the currency's sign and thousands", () => {
    expect(money(1234567, "zh")).toBe("¥12,345.67");
    expect(money(1990, "en")).toBe("¥19.90");
  });
  it("follows the mall's currency", () => expect(money(500, "en", "GBP")).toBe("£5.00"));
  it("is a dash when it is not known", () => expect(money(null, "zh")).toBe("–"));
});

describe("numbers", () => {
  it("have thousands", () => expect(count(1067371, "zh")).toBe("1,067,371"));
  it("keep more decimals for small percentages", () => {
    expect(percent(0.0312, "zh")).toBe("3.12%");
    expect(percent(0.4567, "zh")).toBe("45.7%");
  });
  it("follow the unit of their metric", () => {
    expect(metric(0.5, "ratio", "zh")).toBe("50%");
    expect(metric(31.26, "days", "zh")).toBe("31.3 天");
    expect(metric(28, "minutes", "en")).toBe("28 min");
    expect(metric(123456789, "fen", "zh")).toBe("¥1,234,568");
  });
  it("say bytes in a readable unit", () => expect(bytes(5 * 1024 * 1024, "en")).toBe("5 MB"));
});

describe("change against the previous period", () => {
  it("is relative", () => expect(change(12, 10)).toBeCloseTo(0.2));
  it("is unknown when there was nothing before", () => {
    expect(change(12, 0)).toBeNull();
    expect(change(12, null)).toBeNull();
  });
});

describe("times", () => {
  it("fall on the day of the mall's own zone", () => {
    expect(dayKey("2026-11-22T17:30:00Z", shanghai)).toBe("2026-11-23");
    expect(dayKey("2026-11-22T17:30:00Z", { ...shanghai, timezone: "Europe/London" })).toBe("2026-11-22");
  });
  it("show the mall's hour", () => expect(clockTime("2026-11-22T17:30:00Z", shanghai, "zh")).toBe("01:30"));
  it("are a dash when missing", () => expect(moment(null, shanghai, "zh")).toBe("–"));
});

it("groups neighbours by day and keeps their order", () => {
  const groups = groupBy(["a1", "a2", "b1"], (text) => text[0]!);
  expect(groups).toEqual([{ key: "a", items: ["a1", "a2"] }, { key: "b", items: ["b1"] }]);
});

describe("times that a form asks for", () => {
  it("are the mall's, not the browser's", () => {
    expect(wallTime("2026-11-28T12:30:00Z", shanghai)).toBe("2026-11-28 20:30");
    expect(instantOf("2026-11-28 20:30", shanghai)).toBe("2026-11-28T12:30:00.000Z");
  });
  it("come back as they went, also on days on which clocks change", () => {
    const berlin = { currency: "EUR", timezone: "Europe/Berlin" };
    for (let at = Date.UTC(2026, 9, 24); at < Date.UTC(2026, 9, 27); at += 3_600_000) {
      const wall = wallTime(at, berlin);
      expect(wallTime(instantOf(wall, berlin), berlin)).toBe(wall);
    }
  });
});
