import { describe, expect, it } from "vitest";

import { Screen } from "./screen.js";
import { world } from "./world.js";

const LONG = "2100-01-01T00:00:00Z";
const words = (zh) => ({ zh, en: zh });
const item = (sku, position) => ({ sku, title: sku, price_fen: 100, image: null, position, score: 1, reason: { code: "popular", text: words("热卖") }, deliverable: null, probability: null });
const goods = (sku) => ({ sku, title: sku, price_fen: 100, category: ["茶"], image: null, in_stock: true, deliverable: null });
const shelves = { name: "商城", currency: "CNY", now: "2026-11-28T00:00:00Z", speed: 1, trial_payment: false, wechat_sandbox: false, return_days: 7, categories: [] };
const facets = { categories: [], low_fen: 0, high_fen: 0 };
const ORDER = { status: "paid", label: words("已付款"), why: words(""), lines: [{ ...goods("g1"), quantity: 1 }], parts: [], may: {}, times: { paid: LONG },
  benefits: [], refunds: [], refunded_fen: 0, discount_fen: 0, delivery_fen: 0, total_fen: 100, expires_at: null, promised_at: null, return_state: "", group: "", sale: "", address: "" };
/** What the mall answers, by the beginning of the path; pages bring two goods for the placement that was asked for. */
const ANSWERS = {
  "/v1/me/favourites": { items: [] },
  "/v1/storefront/session": { shopper: "u1", token: "t1", secret: "s", until: LONG },
  "/v1/storefront/goods/g1/reviews": { items: [], next: null, total: 0 },
  "/v1/storefront/goods/g1": { goods: goods("g1"), attributes: {}, variants: [], rating: { mean: 0, shoppers: 0 }, shelf_life_days: null, launched_on: null },
  "/v1/search?": { request_id: "found", items: [{ ...goods("g7"), position: 0 }], next: null, total: 1, how: "words", notes: [], facets, personal: false },
  "/v1/top-up": { request_id: "gap", amount_fen: 100, threshold_fen: 300, gap_fen: 200, saves_fen: 20, has_fen: 0, said: words("还差 2 元"), note: null, personal: false, coupon: "", label: null,
    options: [{ lane: "fit", items: [item("g8", 0)], adds_fen: 100, over_fen: 0, saves_fen: 20, pays_more_fen: 80, said: words("加一件") }] },
  "/v1/me/assistant": { talk: "talk1", state: "open", choices: [], turns: [
    { n: 1, by: "assistant", at: LONG, text: words("有"), outcome: "answered", topic: "", thumb: 0, blocks: [{ kind: "goods", sku: "g9", title: "g9", price_fen: 100, token: "" }] }] },
  "/v1/storefront": { ...shelves, templates: { favourites: "sale", care: "care" } },
  "/v1/me/orders/o1": { ...ORDER, order: "o1" },
  "/v1/me/orders/o2/pay": { ...ORDER, order: "o2" },
  "/v1/me/orders/o2": { ...ORDER, order: "o2", status: "placed", times: {}, may: { pay: { may: true, why: words("") } } },
};

/** A phone's storage and network under WeChat's names; the shopper agreed in an earlier sitting. All items are in view. */
function phone(said) {
  const storage = new Map([["huozhao.kit.consent", JSON.stringify({ mayTell: true, isPersonal: true })],
    ["huozhao.shop.cart", JSON.stringify([{ ...goods("g1"), quantity: 1, chosen: true }])]]);
  const sent = [], asked = [], granted = [], wished = [];
  let screen;
  const answer = (url, body) => {
    asked.push(url);
    if (url === "/v1/me/subscriptions") return { items: granted.push(...body.grants) && [] };
    if (url === "/v1/page") return { request_id: `of-${body.placement}`, placement: body.placement, zones: [{ zone: "for_you", title: words("为你"), because: null, guide: null, items: [item("g2", 0), item("g3", 1)] }], popup: null, cards: [], degraded: false, personal: true };
    if (url !== "/v1/events") return ANSWERS[Object.keys(ANSWERS).find((path) => url.startsWith(path))];
    sent.push(...body.events);
    return { accepted: body.events.length, duplicate: 0, refused: [] };
  };
  const observer = (of) => ({
    relativeToViewport: () => observer(of), disconnect: () => undefined,
    observe: (selector, act) => setTimeout(() => screen?.dataOf(of, selector.slice(1)).forEach((dataset) => act({ dataset, intersectionRatio: 1 }))),
  });
  const wx = {
    getStorage: ({ key, success, fail }) => (storage.has(key) ? success({ data: storage.get(key) }) : fail({})),
    setStorage: ({ key, data, success }) => (storage.set(key, data), success({})),
    removeStorage: ({ key, success }) => (storage.delete(key), success({})),
    getStorageInfo: ({ success }) => success({ keys: [...storage.keys()] }),
    getStorageSync: (key) => storage.get(key) ?? "",
    onAppShow: () => undefined, onAppHide: () => undefined, setNavigationBarTitle: () => undefined, showToast: () => undefined, createIntersectionObserver: observer,
    request: ({ url, data, success }) => setTimeout(() => {
      const found = answer(url, data && JSON.parse(data));
      success({ statusCode: found ? 200 : 404, header: { "X-Mall-Time": `${Date.now()}` }, data: found ?? { error: {} } });
    }),
  };
  wx.requestSubscribeMessage = ({ tmplIds, success }) => {
    wished.push(tmplIds);
    setTimeout(() => success({ errMsg: "requestSubscribeMessage:ok", ...Object.fromEntries(tmplIds.map((id) => [id, said])) }));
  };
  return { wx, sent, asked, granted, wished, watch: (given) => (screen = given) };
}

/** Open a page of the shop on a phone, in a mini program of its own; `said` is what the shopper says to WeChat's question. */
function opened(path, query = {}, said = "accept") {
  const { wx, watch, ...seen } = phone(said), { sent } = seen, program = world(wx), screen = new Screen(program);
  watch(screen);
  program.load("app.js");
  program.launch();
  const page = screen.open(path, query);
  return { page, ...seen, tap: (name) => screen.tap(page, name), told: (name) => sent.filter((each) => each.name === name).map(({ properties }) => properties) };
}

describe.concurrent("the mini program as it is built", () => {
  it("asks in the tap on the heart whether WeChat may tell, and the mall hears of the yes", async () => {
    const { asked, granted, wished, tap } = opened("pages/product/product", { sku: "g1" });
    await expect.poll(() => asked, { timeout: 10_000 }).toEqual(expect.arrayContaining(["/v1/storefront", "/v1/me/favourites"]));
    await expect.poll(() => (wished.length || tap("favourite"), wished), { timeout: 10_000 }).toEqual([["sale"]]);
    await expect.poll(() => granted, { timeout: 10_000 }).toMatchObject([{ template: "sale", scene: "favourites" }]);
    expect(asked).toContain("/v1/me/favourites/g1");
  }, 20_000);

  it("marks goods all the same when the shopper refuses, and asks no second time in this sitting", async () => {
    const { asked, granted, wished, tap } = opened("pages/product/product", { sku: "g1" }, "reject");
    await expect.poll(() => asked, { timeout: 10_000 }).toEqual(expect.arrayContaining(["/v1/storefront", "/v1/me/favourites"]));
    const marks = () => asked.filter((url) => url === "/v1/me/favourites/g1").length;
    for (const times of [1, 2, 3, 4, 5]) await expect.poll(() => (marks() < times && tap("favourite"), marks()), { timeout: 10_000 }).toBeGreaterThanOrEqual(times);
    expect(wished).toEqual([["sale"]]);
    expect(granted).toEqual([]);
  }, 20_000);

  it("asks in the tap that pays on trial whether WeChat may tell of the order", async () => {
    const { asked, granted, tap } = opened("pages/order/order", { order: "o2", pay: "1" });
    await expect.poll(() => asked, { timeout: 10_000 }).toEqual(expect.arrayContaining(["/v1/storefront", "/v1/me/orders/o2"]));
    await expect.poll(() => (asked.includes("/v1/me/orders/o2/pay") || tap("pay-now"), granted), { timeout: 10_000 }).toMatchObject([{ template: "care", scene: "care" }]);
  }, 20_000);

  it("follows its pages", async () => {
    const { page, sent } = opened("pages/product/product", { sku: "g1" });
    page.onHide();
    await expect.poll(() => sent, { timeout: 10_000 }).toMatchObject([
      { name: "Product Viewed", shopper: "u1", properties: { sku: "g1" } }]);
  }, 20_000);

  it.each([
    ["home", {}, { home: ["g2", "g3"] }],
    ["product", { sku: "g1" }, { product: ["g2", "g3"] }],
    ["cart", {}, { cart: ["g2", "g3"], top_up: ["g8"] }],
    ["search", { query: "茶" }, { search: ["g7"] }],
    ["assistant", {}, { assistant: ["g9"] }],
    ["order", { order: "o1" }, { order_done: ["g2", "g3"] }],
  ])("tells which recommended goods were really seen: %s", async (name, query, placements) => {
    const { told } = opened(`pages/${name}/${name}`, query);
    const seen = () => {
      const found = {};
      for (const { placement, sku } of told("Recommendation Seen")) (found[placement] ??= []).push(sku);
      return found;
    };
    await expect.poll(seen, { timeout: 10_000 }).toEqual(placements);
  }, 20_000);
});
