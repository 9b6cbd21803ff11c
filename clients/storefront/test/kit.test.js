import { expect, it } from "vitest";

import { world } from "./world.js";

/** A phone's storage and network under WeChat's names; the shopper agreed in an earlier sitting. */
function phone() {
  const storage = new Map([["huozhao.kit.consent", JSON.stringify({ mayTell: true, isPersonal: true })]]), sent = [];
  const answers = { "/v1/storefront/session": { shopper: "u1", token: "t1", secret: "s", until: "2100-01-01T00:00:00Z" } };
  const wx = {
    getStorage: ({ key, success, fail }) => (storage.has(key) ? success({ data: storage.get(key) }) : fail({})),
    setStorage: ({ key, data, success }) => (storage.set(key, data), success({})),
    removeStorage: ({ key, success }) => (storage.delete(key), success({})),
    getStorageInfo: ({ success }) => success({ keys: [...storage.keys()] }),
    onAppShow: () => undefined, onAppHide: () => undefined,
    request: ({ url, data, success }) => {
      const events = url === "/v1/events" ? JSON.parse(data).events : [];
      sent.push(...events);
      const receipt = { accepted: events.length, duplicate: 0, refused: [] };
      success({ statusCode: 200, header: { "X-Mall-Time": `${Date.now()}` }, data: answers[url] ?? receipt });
    },
  };
  return { wx, sent };
}

/** Call a method of a page as WeChat does; without its own life the framework's part of it may fail, the kit's may not. */
function call(page, shown, name, ...given) {
  try {
    page.methods[name].call(shown, ...given);
  } catch {
    // the framework's own
  }
}

it("follows the pages of the mini program as it is built", async () => {
  const { wx, sent } = phone(), { load, pages } = world(wx);
  load("app.js");
  load("pages/product/product.js");
  const page = pages.find(({ methods }) => methods?.onLoad);
  const shown = { route: "pages/product/product" };
  call(page, shown, "onLoad", { sku: "g7" });
  call(page, shown, "onShow");
  call(page, shown, "onHide");
  await expect.poll(() => sent, { timeout: 10_000 }).toMatchObject([
    { name: "Product Viewed", shopper: "u1", properties: { sku: "g7" } }]);
}, 20_000);
