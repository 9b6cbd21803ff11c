import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { agreed, setClock, settle, Shop, T0 } from "./shop";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

beforeEach(() => void vi.useFakeTimers({ now: T0 }));
afterEach(() => void vi.useRealTimers());

/** Tell some views and one cart. */
function browse(shop: Shop, from: number, to: number): void {
  for (let n = from; n < to; n++) shop.kit.tell("Product Viewed", { sku: `g${n}` });
  shop.kit.tell("Product Added To Cart", { sku: `g${from}` });
}

describe("what happened reaches the mall once", () => {
  it("in one batch, soon", async () => {
    const shop = await agreed();
    browse(shop, 0, 5);
    await settle(2_000);
    expect(shop.mall.stored.size).toBe(6);
    expect(shop.mall.paths.filter((each) => each === "POST /v1/events").length).toBeLessThanOrEqual(2); // asks the time first
    expect(shop.kit.state()).toMatchObject({ accepted: 6, duplicate: 0, refused: {}, made: 6, waiting: 0, lost: [0, 0, 0] });
  });

  it("carts before views", async () => {
    const shop = await agreed();
    browse(shop, 0, 30);
    await settle(2_000);
    expect([...shop.mall.stored.values()][0]!.name).toBe("Product Added To Cart");
  });

  it("after an hour without network, the moment it is back", async () => {
    const shop = await agreed();
    shop.run.network(false);
    browse(shop, 0, 100);
    await settle(HOUR);
    expect(shop.mall.stored.size).toBe(0);
    shop.run.network(true);
    await settle(1_000);
    expect(shop.mall.stored.size).toBe(101);
    const ages = [...shop.mall.stored.values()].map((each) => each.at - T0);
    expect(Math.max(...ages)).toBeLessThan(5_000); // when it happened, not when it was sent
  });

  it("when the app was killed before anything was sent", async () => {
    const shop = await agreed();
    shop.run.network(false);
    browse(shop, 0, 40);
    await settle(20); // the writes end
    shop.phone.kill();
    shop.phone.isOnline = true;
    await shop.open();
    await settle(3_000);
    expect(shop.mall.stored.size).toBe(41);
  });

  it("when the app is killed while the answer is under way", async () => {
    const shop = await agreed();
    browse(shop, 0, 1);
    await settle(2_000);
    browse(shop, 1, 4);
    shop.mall.fault = "lost";
    await settle(1_500);
    shop.phone.kill();
    shop.mall.fault = undefined;
    shop.mall.ahead = 7_000; // what would be stamped now is not what was stamped then
    await shop.open();
    await settle(3_000);
    expect([shop.mall.stored.size, shop.mall.conflicts]).toEqual([6, 0]);
    expect(shop.kit.state()).toMatchObject({ accepted: 0, duplicate: 4, waiting: 0 });
  });

  it("when the mall answers 500 for a while, with longer and longer waits", async () => {
    const shop = await agreed();
    shop.mall.fault = 500;
    browse(shop, 0, 10);
    const asked = vi.spyOn(shop.mall, "answer");
    await settle(10 * 60_000);
    expect(asked.mock.calls.length).toBeLessThan(30);
    shop.mall.fault = undefined;
    await settle(6 * 60_000);
    expect(shop.mall.stored.size).toBe(11);
  });

  it("no sooner than the mall asks with Retry-After, even when the network comes back", async () => {
    const shop = await agreed();
    shop.mall.fault = 429;
    shop.mall.retryAfterS = 60;
    browse(shop, 0, 2);
    await settle(5_000);
    shop.mall.fault = undefined;
    shop.run.network(true);
    await settle(50_000);
    expect(shop.mall.stored.size).toBe(0);
    await settle(10_000);
    expect(shop.mall.stored.size).toBe(3);
  });

  it("when the storage is full, as long as the app lives", async () => {
    const shop = await agreed();
    shop.phone.room = shop.phone.used + 300;
    shop.run.network(false);
    browse(shop, 0, 100);
    await settle(HOUR);
    shop.run.network(true);
    await settle(2_000);
    expect(shop.mall.stored.size).toBe(101);
  });

  it("with carts on the phone before views when there is room for few", async () => {
    const shop = await agreed();
    shop.phone.room = shop.phone.used + 2_000;
    shop.run.network(false);
    for (let n = 0; n < 100; n++) shop.kit.tell("Product Viewed", { sku: `g${n}` });
    await settle(100);
    for (let n = 0; n < 10; n++) shop.kit.tell("Product Added To Cart", { sku: `g${n}` });
    await settle(100);
    shop.phone.kill();
    shop.phone.room = 10_000_000;
    shop.phone.isOnline = true;
    await shop.open();
    await settle(3_000);
    expect(shop.told("Product Added To Cart").length).toBe(10);
  });
});

describe("what is bounded is lost in order, and known", () => {
  it("gives up the oldest views first and counts them", async () => {
    const shop = await agreed({ most: 10_000 });
    shop.run.network(false);
    browse(shop, 0, 300);
    shop.run.network(true);
    await settle(5_000);
    const { lost, made } = shop.kit.state();
    expect(shop.told("Product Added To Cart").length).toBe(1);
    expect(lost[2]).toBeGreaterThan(100);
    expect(shop.mall.stored.size + lost[2]!).toBe(made);
    expect([...shop.mall.stored.values()].pop()!.properties.sku).toBe("g299");
    await shop.open();
    expect(shop.kit.state().lost).toEqual(lost); // it stays known after the app has gone
  });

  it("numbers every event, so that a gap would show", async () => {
    const shop = await agreed();
    browse(shop, 0, 9);
    await settle(2_000);
    const numbers = [...shop.mall.stored.keys()].map((id) => +id.split("-")[1]!);
    expect(numbers.sort((one, other) => one - other)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
});

describe("a wrong clock is put right", () => {
  for (const [wrong, ahead] of [["a day behind", DAY], ["a day ahead", -DAY], ["three years ahead", -3 * 365 * DAY]] as const) {
    it(wrong, async () => {
      const shop = new Shop();
      shop.mall.ahead = ahead;
      await shop.open();
      shop.kit.agree();
      browse(shop, 0, 3);
      await settle(2_000);
      browse(shop, 3, 5);
      await settle(2_000);
      expect(shop.mall.stored.size).toBe(7);
      for (const { at } of shop.mall.stored.values()) expect(Math.abs(at - ahead - T0)).toBeLessThan(5_000);
    });
  }

  it("also when it is corrected between two sittings", async () => {
    const shop = await agreed();
    setClock(shop, 2 * DAY);
    shop.run.network(false);
    browse(shop, 0, 3);
    await settle(20);
    shop.phone.kill();
    setClock(shop, -2 * DAY);
    shop.phone.isOnline = true;
    await shop.open();
    await settle(3_000);
    expect(shop.mall.stored.size).toBe(4);
  });
});

describe("what the mall refuses is not asked again", () => {
  it("lets go of the event it names and keeps the others", async () => {
    const shop = await agreed();
    browse(shop, 0, 1);
    await settle(2_000);
    vi.spyOn(shop.mall, "answer").mockImplementationOnce(() => ({
      statusCode: 200, header: {}, data: { accepted: 3, duplicate: 0, refused: [{ index: 1, code: "unknown_sku" }] } }));
    browse(shop, 0, 3);
    await settle(2_000);
    expect(shop.kit.state()).toMatchObject({ refused: { unknown_sku: 1 }, waiting: 0 });
  });

  it("finds the one that spoils a whole batch", async () => {
    const shop = await agreed();
    const own = shop.mall.answer.bind(shop.mall);
    vi.spyOn(shop.mall, "answer").mockImplementation((given) =>
      `${given.data}`.includes('"g7"') ? { statusCode: 400, header: {}, data: {} } : own(given));
    for (let n = 0; n < 20; n++) shop.kit.tell("Product Viewed", { sku: `g${n}` });
    await settle(2_000);
    expect(shop.mall.stored.size).toBe(19);
    expect(shop.kit.state()).toMatchObject({ refused: { 400: 1 }, waiting: 0 });
  });

  it("stops asking where it may not, and tries again at the next visit", async () => {
    const shop = await agreed();
    shop.mall.fault = 403;
    browse(shop, 0, 3);
    const asked = vi.spyOn(shop.mall, "answer");
    await settle(HOUR);
    expect(asked.mock.calls.length).toBeLessThanOrEqual(2);
    shop.mall.fault = undefined;
    shop.run.show();
    await settle(1_000);
    expect(shop.mall.stored.size).toBe(4);
  });

  it("gets a new token when the old one has run out", async () => {
    const shop = await agreed();
    browse(shop, 0, 1);
    await settle(2_000);
    shop.mall.tokens.clear();
    browse(shop, 1, 2);
    await settle(2_000);
    expect(shop.mall.stored.size).toBe(4);
  });
});

describe("two shoppers on one phone", () => {
  it("are told apart, whoever is logged in when the network comes back", async () => {
    const shop = await agreed();
    browse(shop, 0, 2);
    await settle(2_000);
    shop.run.network(false);
    browse(shop, 2, 4); // still u1
    shop.shopper = "u2";
    const changed = expect(shop.kit.changed()).rejects.toThrow();
    await settle(100);
    await changed;
    shop.run.network(true);
    await shop.open();
    browse(shop, 4, 6);
    await settle(3_000);
    const whose = [...shop.mall.stored.values()].map(({ shopper, properties }) => `${shopper} ${properties.sku}`);
    expect(new Set(whose)).toEqual(new Set(["u1 g0", "u1 g1", "u1 g2", "u1 g3", "u2 g4", "u2 g5"]));
  });

  it("wait for the one whose token has run out until they are back", async () => {
    const shop = await agreed();
    browse(shop, 0, 1);
    await settle(2_000);
    shop.run.network(false);
    browse(shop, 1, 2);
    await settle(20);
    shop.mall.tokens.clear();
    shop.shopper = "u2";
    shop.phone.isOnline = true;
    await shop.open();
    await settle(5_000);
    expect(shop.mall.stored.size).toBe(2);
    shop.shopper = "u1";
    void shop.kit.changed();
    await settle(3_000);
    expect(shop.mall.stored.size).toBe(4);
  });
});
