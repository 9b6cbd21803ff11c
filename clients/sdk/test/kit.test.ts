import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { Popup } from "../src/pages";
import { agreed, settle, Shop, T0 } from "./shop";

const DAY = 86_400_000;
const popup = (id: string): Popup => ({ id, title: { zh: "券", en: "coupon" }, body: { zh: "", en: "" }, coupon: "c" });

beforeEach(() => void vi.useFakeTimers({ now: T0 }));
afterEach(() => void vi.useRealTimers());

/** Wait for a promise while the phone's time passes. */
async function soon<T>(work: Promise<T>, ms = 2_000): Promise<T> {
  await settle(ms);
  return work;
}

describe("consent", () => {
  it("comes first: before it nothing leaves the phone and nothing of the shopper is written on it", async () => {
    const shop = await new Shop().open();
    shop.kit.tell("Product Viewed", { sku: "g1" });
    shop.watcher.opened("pages/home/home", {});
    await settle(60_000);
    shop.run.hide();
    await settle(60_000);
    expect([shop.kit.agreed(), shop.mall.requests, [...shop.phone.storage.keys()]]).toEqual([undefined, [], []]);
  });

  it("is not asked for what the shopper asks the mall to take, such as a review", async () => {
    const shop = await new Shop().open();
    shop.kit.tell("Product Viewed", { sku: "g1" });
    shop.kit.tell("Product Reviewed", { sku: "g1", stars: 5 });
    await settle(3_000);
    expect([...shop.mall.stored.values()].map(({ name }) => name)).toEqual(["Product Reviewed"]);
  });

  it("lets what was held go, after the mall has heard the choices", async () => {
    const shop = await new Shop().open();
    shop.kit.tell("Product Viewed", { sku: "g1" });
    shop.kit.agree({ personalisation: true, marketing: false });
    await settle(3_000);
    expect(shop.mall.paths).toEqual(["PUT /v1/me/consents", "POST /v1/events"]);
    expect(shop.mall.requests[0]!.body).toEqual({ channel: "weapp", consents: [
      { purpose: "personalisation", given: true }, { purpose: "marketing", given: false }] });
    expect(shop.told("Product Viewed")).toEqual([{ sku: "g1" }]);
  });

  it("is remembered, so that what happens at the very start of the next sitting is told too", async () => {
    const shop = await agreed();
    await settle(100);
    const opening = shop.open();
    shop.kit.tell("Product Viewed", { sku: "g1" });
    await opening;
    await settle(2_000);
    expect([shop.kit.agreed(), shop.told("Product Viewed")]).toEqual([true, [{ sku: "g1" }]]);
  });

  it("is the mall's own to know before it was asked on this phone: the page is asked for as the shopper's", async () => {
    const shop = await new Shop().open();
    await soon(shop.kit.getPage("home"));
    expect(shop.mall.requests.map(({ path, body }) => [path, body])).toEqual([
      ["/v1/page", { placement: "home", personal: true, shopper: "u1" }]]);
  });

  it("once declined throws away what waits and keeps nothing, and pages still come", async () => {
    const shop = await agreed();
    shop.run.network(false);
    shop.kit.tell("Product Viewed", { sku: "g1" });
    await settle(100);
    void shop.kit.decline();
    shop.kit.tell("Product Viewed", { sku: "g2" });
    shop.run.network(true);
    const page = await soon(shop.kit.getPage("home"));
    await settle(60_000);
    expect([page.from, shop.mall.stored.size]).toEqual(["mall", 0]);
    expect(shop.mall.requests.pop()!.body).toMatchObject({ placement: "home", personal: false });
    expect([...shop.phone.storage.keys()].filter((key) => key.includes(".q."))).toEqual([]);
  });

  it("once declined forgets the pages that were made for this shopper", async () => {
    const shop = await agreed();
    await soon(shop.kit.getPage("home"));
    await soon(shop.kit.decline());
    shop.run.network(false);
    expect((await soon(shop.kit.getPage("home"))).from).toBe("none");
  });

  it("may be WeChat's own privacy sheet", async () => {
    const shop = await new Shop().open({ consent: "platform" });
    shop.kit.tell("Product Viewed", { sku: "g1" });
    await settle(10_000);
    expect(shop.mall.requests).toEqual([]);
    shop.phone.needsPrivacySheet = false; // the shopper agreed on the sheet
    shop.run.show();
    await settle(3_000);
    expect(shop.told("Product Viewed")).toEqual([{ sku: "g1" }]);
  });

  it("leaves nothing on the phone when it is purged", async () => {
    const shop = await agreed();
    shop.kit.tell("Product Viewed", { sku: "g1" });
    await soon(shop.kit.getPage("home"));
    shop.kit.popup({ ...(await soon(shop.kit.getPage("home"))), popup: popup("p1") });
    await settle(100);
    void shop.kit.purge();
    shop.kit.tell("Product Viewed", { sku: "g2" });
    await settle(5_000);
    expect([...shop.phone.storage.keys()]).toEqual([]);
  });

  it("to personal recommendation can be switched off and on", async () => {
    const shop = await agreed({});
    void shop.kit.personal(false);
    await settle(1_000);
    await soon(shop.kit.getPage("home"));
    expect(shop.mall.requests.map(({ path, body }) => [path, body.personal ?? body.consents])).toEqual([
      ["/v1/me/consents", [{ purpose: "personalisation", given: false }]], ["/v1/page", false]]);
  });
});

describe("pages", () => {
  it("count what was just done", async () => {
    const shop = await agreed();
    shop.kit.compare(["g1", "g2"]);
    shop.kit.readIngredients("g1");
    await soon(shop.kit.getPage("home"));
    expect(shop.told("Page Viewed")).toEqual([{ page: "compare:g1,g2" }, { page: "ingredients:g1" }]);
    expect(shop.mall.paths.pop()).toBe("POST /v1/page");
  });

  it("come within the budget: the last one that came when the mall is slow, without its offers", async () => {
    const shop = await agreed({ pageBudgetMs: 500 });
    shop.mall.page = { ...shop.mall.page, popup: popup("p1"), cards: [{ id: "c" }] };
    await soon(shop.kit.getPage("home"));
    shop.mall.takesMs = 15_000;
    const page = await soon(shop.kit.getPage("home"), 510);
    expect(page).toMatchObject({ from: "kept", popup: null, cards: [], zones: [{ zone: "for_you" }] });
  });

  it("come within the budget at the very start too, while what earlier sittings left cannot be told", async () => {
    const shop = await agreed();
    await soon(shop.kit.getPage("home"));
    shop.kit.tell("Product Viewed", { sku: "g1" });
    await settle(10);
    shop.mall.takesMs = 15_000;
    const opening = shop.open({ pageBudgetMs: 500 });
    const page = shop.kit.getPage("home");
    expect((await soon(page, 520)).from).toBe("kept");
    await opening;
  });

  it("are waited for longer by who has nothing else to show, and a late one is kept for the next time", async () => {
    const shop = await agreed();
    shop.mall.takesMs = 2_000;
    expect((await soon(shop.kit.getPage("home"), 1_300)).from).toBe("none");
    await settle(10_000);
    shop.mall.takesMs = 5_000;
    expect((await soon(shop.kit.getPage("home"), 1_300)).from).toBe("kept");
    expect((await soon(shop.kit.getPage("product", { sku: "g1" }, 15_000), 15_000)).from).toBe("mall");
  });

  it("are empty, not an error, when there is nothing to show", async () => {
    const shop = await agreed();
    shop.run.network(false);
    expect(await soon(shop.kit.getPage("category", { category: ["茶"] }))).toMatchObject({ from: "none", zones: [], status: 0 });
    shop.run.network(true);
    shop.mall.fault = 503;
    expect(await soon(shop.kit.getPage("category", { category: ["酒"] }))).toMatchObject({ from: "none", status: 503 });
  });
});

describe("the mall's time", () => {
  it("is known from its answers, whatever the phone's clock says", async () => {
    const shop = await agreed();
    shop.mall.ahead = -3_600_000;
    expect(shop.kit.now()).toBe(Date.now());
    await soon(shop.kit.getPage("home"));
    expect(Math.abs(shop.kit.now() - Date.now() + 3_600_000)).toBeLessThan(100);
  });
});

describe("views", () => {
  it("are of what somebody could see, not of where a router passed through", async () => {
    const shop = await agreed();
    shop.watcher.opened("shop/", {});
    await settle(20);
    shop.watcher.opened("pages/home/home", {});
    await settle(2_000);
    shop.watcher.closed();
    await settle(2_000);
    expect(shop.told("Page Viewed")).toEqual([{ page: "pages/home/home", dwell_ms: 2_000 }]);
  });
});

describe("popups", () => {
  const page = (id: string) => ({ request_id: "r", placement: "home", zones: [], cards: [], degraded: false,
                                  from: "mall" as const, popup: popup(id) });

  it("keep to the caps of this phone, across sittings", async () => {
    const shop = await agreed();
    expect(shop.kit.popup(page("p1"))?.id).toBe("p1");
    await settle(10 * 60_000);
    expect(shop.kit.popup(page("p2"))).toBeNull(); // too soon
    await settle(25 * 60_000);
    expect(shop.kit.popup(page("p1"))).toBeNull(); // shown before
    expect(shop.kit.popup(page("p2"))?.id).toBe("p2");
    await settle(60 * 60_000);
    await shop.open();
    expect(shop.kit.popup(page("p3"))).toBeNull(); // two a day
    await settle(DAY);
    expect(shop.kit.popup(page("p3"))?.id).toBe("p3");
  });

  it("are reported even if the network was gone", async () => {
    const shop = await agreed();
    shop.run.network(false);
    shop.kit.dismiss(shop.kit.popup(page("p1"))!);
    await settle(5_000);
    shop.phone.isOnline = true;
    await shop.open();
    await settle(2_000);
    expect(shop.mall.paths).toEqual(["POST /v1/popups/p1/seen", "POST /v1/popups/p1/dismissed"]);
  });
});

describe("subscription messages", () => {
  it("count every allow once, also when the answer of the mall is lost", async () => {
    const shop = await agreed();
    expect(await soon(shop.kit.subscribe(["t1", "t2", "t3", "t4"], "favourite"), 100)).toEqual(["t1", "t2", "t3"]);
    shop.mall.fault = "lost";
    await settle(3_000);
    shop.mall.fault = undefined;
    await settle(60_000);
    const grants = shop.mall.requests.filter(({ path }) => path === "/v1/me/subscriptions").map(({ body }) => body.grants);
    expect(grants.length).toBeGreaterThan(1);
    expect(new Set(grants.map((each) => JSON.stringify(each))).size).toBe(1); // the mall knows the repeat by its ids
  });

  it("are none when the shopper says no", async () => {
    const shop = await agreed();
    shop.phone.answer = "reject";
    expect(await soon(shop.kit.subscribe(["t1"]))).toEqual([]);
    expect(await soon(shop.kit.subscribe([]))).toEqual([]); // WeChat is not asked for nothing, which it takes for a fault
    expect(shop.mall.requests).toEqual([]);
  });
});
