import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { Kit } from "../src/api";
import { MiniProgram } from "./built";
import { settle, Shop, T0 } from "./shop";

const ITEM = { request: "r1", placement: "home", zone: "for_you", sku: "g7", position: 2 };

let shop: Shop, program: MiniProgram, kit: Kit;

beforeEach(async () => {
  vi.useFakeTimers({ now: T0 });
  shop = new Shop();
  await restart();
  kit.agree();
});
afterEach(() => void vi.useRealTimers());

/** Start the shipped kit on the phone, after the one before was killed. */
async function restart(): Promise<void> {
  shop.run = shop.phone.open();
  program = new MiniProgram(shop.run);
  kit = program.start({ url: "https://mall.example", signIn: () => shop.mall.signIn("u1") });
  await settle(100);
}

describe("pages of a mini program", () => {
  it("are told with their path and the time in front, and nothing of their query", async () => {
    const page = program.page("pages/mine/mine").open({ phone: "13800000000" });
    await settle(4_000);
    page.call("onHide");
    await settle(2_000);
    expect(shop.told("Page Viewed")).toEqual([{ page: "pages/mine/mine", dwell_ms: 4_000 }]);
  });

  it("say where they were reached from", async () => {
    const home = program.page("pages/home/home").open();
    home.call("onHide");
    program.page("pages/cart/cart").open().call("onUnload");
    await settle(2_000);
    expect(shop.told("Page Viewed")[1]).toMatchObject({ page: "pages/cart/cart", referrer: "pages/home/home" });
  });

  it("of a product are views of it, with the recommendation that led there", async () => {
    const home = program.page("pages/home/home", { open: () => undefined }).open();
    home.tap("open", ITEM);
    home.call("onHide");
    program.page("pages/goods/goods").open({ id: "g7" }).call("onUnload");
    await settle(2_000);
    expect(shop.told("Recommendation Clicked")).toEqual(
      [{ request_id: "r1", placement: "home", zone: "for_you", sku: "g7", position: 2 }]);
    expect(shop.told("Product Viewed")[0]).toMatchObject({ sku: "g7", request_id: "r1", placement: "home" });
    expect(kit.requestOf("g7")).toBe("r1");
  });

  it("during which the app was killed are told at the next start", async () => {
    program.page("pages/goods/goods").open({ sku: "g1" });
    await settle(50);
    await restart();
    await settle(2_000);
    expect(shop.told("Product Viewed")).toEqual([{ sku: "g1" }]);
  });

  it("end when the app goes to the background, and what waits is sent then", async () => {
    program.page("pages/home/home").open();
    await settle(3_000);
    shop.run.hide();
    await settle(100);
    expect(shop.told("Page Viewed")).toHaveLength(1);
  });

  it("keep this, arguments and what they return, and a fault of theirs stays theirs", () => {
    const seen: unknown[] = [];
    const page = program.page("pages/a/a", {
      onLoad(this: object, query: object) { seen.push(this, query); return 7; },
      broken() { throw new Error("the author's own"); },
    });
    const query = { id: "1" };
    expect(page.call("onLoad", query)).toBe(7);
    expect(seen).toEqual([page.is, query]);
    expect(seen[0]).toBe(page.is);
    expect(() => page.call("broken")).toThrow("the author's own");
  });

  it("made of components are followed too, and parts of pages are left alone", async () => {
    const part = program.component("parts/card", { methods: { tap: () => "tapped" } });
    expect([part.call("tap"), part.call("onShow")]).toEqual(["tapped", undefined]);
    program.component("pages/uni/uni", { methods: { onLoad: () => undefined } }).open().call("onUnload");
    await settle(2_000);
    expect(shop.told("Page Viewed")).toMatchObject([{ page: "pages/uni/uni" }]);
  });

  it("are wrapped once, however often the kit is started", async () => {
    expect(program.start({ signIn: () => shop.mall.signIn("u9") })).toBe(kit);
    program.page("pages/a/a").open().call("onUnload");
    await settle(2_000);
    expect(shop.told("Page Viewed")).toHaveLength(1);
  });

  it("tell one tap once, also where a framework hands it to several methods and the page tells it too", async () => {
    const page = program.page("pages/a/a", { one: () => undefined, two: () => undefined }).open();
    page.tap("one", ITEM);
    page.tap("two", ITEM);
    kit.tell("Recommendation Clicked", { request_id: "r1", placement: "home", sku: "g7", position: 2 });
    await settle(1_500);
    page.tap("one", ITEM);
    await settle(2_000);
    expect(shop.told("Recommendation Clicked")).toHaveLength(2);
  });
});

describe("shares", () => {
  it("return what the author returns, at once or later", async () => {
    const page = program.page("pages/goods/goods", {
      onShareAppMessage: () => ({ title: "看看这个" }),
      onShareTimeline: async () => ({ title: "later" }),
    }).open({ sku: "g3" });
    expect(page.call("onShareAppMessage")).toEqual({ title: "看看这个" });
    await expect(page.call("onShareTimeline")).resolves.toEqual({ title: "later" });
    await settle(2_000);
    expect(shop.told("Product Shared")).toEqual([{ sku: "g3", channel: "friend" }, { sku: "g3", channel: "timeline" }]);
  });

  it("are not offered where the author offers none", () => {
    expect(program.page("pages/a/a").methods.onShareAppMessage).toBeUndefined();
  });
});

describe("what was really seen", () => {
  const seen = (ratio: number, dataset = ITEM) => shop.run.seen[0]!.act({ intersectionRatio: ratio, dataset });

  it("is half in view for half a second, once a request", async () => {
    const stop = kit.watch({}, ".card");
    seen(0.6);
    await settle(499);
    seen(0.2); // gone a moment too early
    await settle(2_000);
    expect(shop.told("Recommendation Seen")).toEqual([]);
    seen(0.5);
    await settle(500);
    seen(0);
    seen(1);
    await settle(2_500);
    expect(shop.told("Recommendation Seen")).toEqual(
      [{ request_id: "r1", placement: "home", zone: "for_you", sku: "g7", position: 2 }]);
    stop();
    expect(shop.run.seen).toEqual([]);
  });

  it("is nothing on a page that went out of sight", async () => {
    kit.watch({});
    const page = program.page("pages/a/a").open();
    seen(1);
    page.call("onHide");
    await settle(3_000);
    expect(shop.told("Recommendation Seen")).toEqual([]);
  });
});
