import { afterEach, beforeEach, expect, it, vi } from "vitest";

// @ts-expect-error tools of the tests that need no types
import { Native } from "./native.mjs";
import { settle, Shop, T0 } from "./shop";

beforeEach(() => void vi.useFakeTimers({ now: T0 }));
afterEach(() => void vi.useRealTimers());

it("a native mini program tells pages, what was seen, taps, carts and shares, once each, from its own files", async () => {
  const shop = new Shop();
  const items = ["g1", "g2"].map((sku, position) => ({ sku, position, title: sku }));
  shop.mall.page = { request_id: "r1", placement: "home", zones: [{ zone: "for_you", items }], popup: null, cards: [], degraded: false };
  const program = new Native(shop.phone.open().wx);
  await settle(100);
  const home = program.open("pages/home/home");
  await settle(1_000);
  program.tap(home.parts[0], "hz-item");
  expect(program.navigated).toEqual(["/pages/goods/goods?id=g1"]);
  home.onHide();
  const goods = program.open("pages/goods/goods", { id: "g1" });
  goods.add();
  expect(goods.onShareAppMessage()).toEqual({ title: "g1" });
  await settle(2_000);
  goods.onUnload();
  await settle(2_000);
  const place = { request_id: "r1", placement: "home", zone: "for_you" };
  expect(shop.told("Page Viewed")).toMatchObject([{ page: "pages/home/home" }]);
  expect(shop.told("Recommendation Seen")).toEqual(items.map(({ sku, position }) => ({ ...place, sku, position })));
  expect(shop.told("Recommendation Clicked")).toEqual([{ ...place, sku: "g1", position: 0 }]);
  expect(shop.told("Product Added To Cart")).toEqual([{ sku: "g1", quantity: 1 }]);
  expect(shop.told("Product Shared")).toEqual([{ sku: "g1", channel: "friend" }]);
  expect(shop.told("Product Viewed")).toMatchObject([{ sku: "g1", dwell_ms: 2_000, request_id: "r1", placement: "home" }]);
  expect(shop.mall.stored.size).toBe(7);
});
