import { beforeEach, describe, expect, it, vi } from "vitest";

import { phone } from "./phone";

const TEA = { sku: "tea", title: "明前龙井", category: ["食品"], image: null, price_fen: 12_000 };

async function fresh() {
  vi.resetModules();
  return import("../src/store/cart");
}

describe("the cart", () => {
  beforeEach(() => phone.kept.clear());

  it("puts the same goods on one line and is still there after the shop was closed", async () => {
    const { add, cart } = await fresh();
    add(TEA);
    add(TEA, 2);
    expect(cart.value).toMatchObject([{ sku: "tea", quantity: 3, chosen: true }]);
    const later = await fresh();
    expect(later.units.value).toBe(3);
  });

  it("takes a line out when none is wanted and never holds more than 99", async () => {
    const { add, cart, setQuantity } = await fresh();
    add(TEA, 500);
    expect(cart.value[0]?.quantity).toBe(99);
    setQuantity("tea", 0);
    expect(cart.value).toEqual([]);
  });

  it("checks out only what is chosen", async () => {
    const { add, choose, chosen, ordered, cart } = await fresh();
    add(TEA);
    add({ ...TEA, sku: "cup" });
    choose(["tea"], false);
    expect(chosen.value.map((line) => line.sku)).toEqual(["cup"]);
    ordered(["cup"]);
    expect(cart.value.map((line) => line.sku)).toEqual(["tea"]);
  });
});
