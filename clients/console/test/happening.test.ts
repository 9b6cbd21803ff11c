import { expect, it } from "vitest";

import type { TimelineItem } from "../src/api/types";
import { amountOf, noteOf, skusOf } from "../src/pages/shoppers/happening";

const event = (properties: Record<string, unknown>): TimelineItem => ({
  position: 1, id: "e1", name: "Order Paid", label: { zh: "支付", en: "Paid" }, at: "2026-11-23T00:00:00Z", properties,
});

it("an order names the goods of its lines and its total", () => {
  const paid = event({ order: "o1", lines: [{ sku: "a", quantity: 2 }, { sku: "b", quantity: 1 }], total_fen: 4500 });
  expect(skusOf(paid)).toEqual(["a", "b"]);
  expect(amountOf(paid)).toBe(4500);
});

it("a view names one product", () => expect(skusOf(event({ sku: "a", dwell_ms: 900 }))).toEqual(["a"]));

it("a search is told by its words", () => {
  expect(skusOf(event({ query: "保温杯" }))).toEqual([]);
  expect(noteOf(event({ query: "保温杯" }))).toBe("“保温杯”");
});

it("a decision is told by its strategy, a link by its kind", () => {
  expect(noteOf(event({ strategy: "vip_premium", channel: "page", arm: "treatment" }))).toBe("vip_premium");
  expect(noteOf(event({ kind: "openid", value: "x" }))).toBe("openid");
});
