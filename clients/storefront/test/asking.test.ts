import { beforeEach, describe, expect, it, vi } from "vitest";

import { type Answering, phone } from "./phone";

const LONG = "2999-01-01T00:00:00Z";
let tokens = 0;
const session = { status: 201, get body() { return { secret: "s", shopper: "guest-1", token: `t${++tokens}`, until: LONG }; } };
const mall = (answer: Answering): Answering => (request) => (request.url.endsWith("/session") ? session : answer(request));

async function fresh() {
  vi.resetModules();
  return import("../src/api/http");
}

describe("asking the mall", () => {
  beforeEach(() => {
    phone.kept.clear();
    phone.asked = [];
    tokens = 0;
  });

  it("enters once for many questions and shows the token with each", async () => {
    const { ask } = await fresh();
    phone.answer = mall(() => ({ status: 200, body: 1 }));
    await Promise.all([ask("GET", "/a"), ask("GET", "/b")]);
    expect(phone.asked.map((each) => each.url)).toEqual(["/v1/storefront/session", "/a", "/b"]);
    expect(phone.asked[1]?.header.Authorization).toBe("Bearer t1");
  });

  it("renews a token that is refused, once, as the same guest", async () => {
    const { ask } = await fresh();
    phone.answer = mall(({ header }) => (header.Authorization === "Bearer t2" ? { status: 200, body: "yes" } : { status: 401, body: {} }));
    expect(await ask("GET", "/a")).toBe("yes");
    const again = phone.asked.filter((each) => each.url.endsWith("/session"))[1];
    expect(JSON.parse(again?.data ?? "")).toEqual({ secret: "s" });
  });

  it("comes back through the demo's WeChat, as the same guest, when the token of the log-in ends", async () => {
    const { ask } = await fresh();
    const { enter, isThroughWechat, leave, logInByDemo } = await import("../src/store/session");
    const entered = () => ({ status: 201, body: { shopper: "wx-1", token: `w${++tokens}`, until: LONG } });
    phone.answer = ({ url }) => {
      if (url === "/v1/wechat/session") return entered();
      return url === "/v1/storefront/session" ? session : { status: 200, body: { code: "c" } };
    };
    await enter();
    expect(isThroughWechat()).toBe(false);
    await logInByDemo();
    expect(isThroughWechat()).toBe(true);
    leave();
    phone.asked = [];
    await ask("GET", "/a");
    expect(phone.asked.map((each) => each.url)).toEqual(["/v1/storefront/session", "/v1/storefront/wechat-code", "/v1/wechat/session", "/a"]);
    expect(JSON.parse(phone.asked[0]?.data ?? "")).toEqual({ secret: "s" });
    expect(phone.asked[2]?.header.Authorization).toBe(phone.asked[1]?.header.Authorization);
    expect(phone.asked[3]?.header.Authorization).toMatch(/^Bearer w/);
  });

  it("stays a guest where the demo's WeChat has gone", async () => {
    await fresh();
    const { enter, isThroughWechat, leave, logInByDemo } = await import("../src/store/session");
    phone.answer = ({ url }) => (url === "/v1/wechat/session" ? { status: 201, body: { shopper: "wx-1", token: "w", until: LONG } }
      : url === "/v1/storefront/session" ? session : { status: 200, body: { code: "c" } });
    await logInByDemo();
    leave();
    phone.answer = ({ url }) => (url === "/v1/storefront/session" ? session : { status: 404, body: {} });
    await enter();
    expect(isThroughWechat()).toBe(false);
  });

  it("tells apart no network, a refusal with its reason, and a fault of the mall", async () => {
    const { ask } = await fresh();
    const refusal = { error: { code: "out_of_stock", message: "not enough tea / 龙井不够", field: "lines", hint: "" } };
    phone.answer = mall(({ url }) => (url === "/off" ? "offline" : url === "/no" ? { status: 409, body: refusal } : { status: 500 }));
    await expect(ask("GET", "/off")).rejects.toMatchObject({ kind: "offline" });
    await expect(ask("GET", "/no")).rejects.toMatchObject({ kind: "refused", code: "out_of_stock", field: "lines" });
    await expect(ask("GET", "/bad")).rejects.toMatchObject({ kind: "broken" });
  });

  it("leaves empty things out of an address and repeats what is a list", async () => {
    const { ask } = await fresh();
    phone.answer = mall(() => ({ status: 200 }));
    await ask("GET", "/a", { query: { q: "面膜 a&b", after: "", of: undefined, c: ["x", "y"], n: 0 } });
    expect(phone.asked.pop()?.url).toBe("/a?q=%E9%9D%A2%E8%86%9C%20a%26b&c=x&c=y&n=0");
  });
});
