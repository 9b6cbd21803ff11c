import { fileURLToPath } from "node:url";

import { build } from "esbuild";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { MiniProgram, type Shown } from "./built";
import { settle, Shop, T0 } from "./shop";

interface Node {
  sid: string;
  cl?: string;
  cn?: Node[];
}

const path = (name: string) => fileURLToPath(new URL(`taro/${name}`, import.meta.url));
const OFF = ["INNER_HTML", "ADJACENT_HTML", "TEMPLATE_CONTENT", "CLONE_NODE", "CONTAINS", "SIZE_APIS", "MUTATION_OBSERVER"];
let script: string, shop: Shop, program: MiniProgram;

beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: [path("app.mjs")], inject: [path("globals.mjs")], bundle: true, write: false, format: "cjs", target: "es2018",
    define: {
      ...Object.fromEntries(OFF.map((each) => [`ENABLE_${each}`, "false"])), // what Taro's compiler leaves out by default
      "process.env.TARO_PLATFORM": '"mini"', "process.env.TARO_ENV": '"weapp"', "process.env.NODE_ENV": '"production"',
    },
  });
  script = outputFiles[0]!.text;
});

beforeEach(async () => {
  vi.useFakeTimers({ now: T0 });
  shop = new Shop();
  shop.run = shop.phone.open();
  program = new MiniProgram(shop.run, script);
  program.start({ url: "https://mall.example", signIn: () => shop.mall.signIn("u1") }).agree();
  await settle(100);
});
afterEach(() => void vi.useRealTimers());

/** Open the page that the app made first or second, as WeChat does: what it sets is what stands on the screen. */
async function open(made: number, route: string, query = {}): Promise<Shown> {
  const page = program.shown(made, route);
  const put = (data: Record<string, unknown>, at: string, value: unknown) => {
    const names = at.replace(/\.?\[(\d+)\]/g, ".$1").split("."), last = names.pop()!;
    (names.reduce((within, name) => within[name] as Record<string, never>, data) as Record<string, unknown>)[last] = value;
  };
  Object.assign(page.is, {
    data: { root: { cn: [] } },
    setData(this: { data: Record<string, unknown> }, changes: Record<string, unknown>, done?: () => void) {
      for (const at of Object.keys(changes)) put(this.data, at, changes[at]);
      done?.();
    },
  });
  page.open(query);
  page.call("onReady");
  await settle(100);
  return page;
}

/** Return the elements with a class, as the templates of Taro get them. */
function drawn(page: Shown, name: string): Node[] {
  const within = (node: Node): Node[] => [node, ...(node.cn || []).flatMap(within)];
  return within((page.is.data as { root: Node }).root).filter(({ cl }) => cl?.split(" ").includes(name));
}

describe("a mini program that Taro built", () => {
  it("tells pages with the time in front, and shares with what the author returns", async () => {
    (await open(0, "pages/home/index")).call("onHide");
    await settle(100);
    const goods = await open(1, "pages/goods/index", { sku: "g7" });
    expect(goods.call("onShareAppMessage", {})).toEqual({ title: "看看这个" });
    await settle(4_000);
    goods.call("onUnload");
    await settle(2_000);
    expect(shop.told("Page Viewed")).toMatchObject([{ page: "pages/home/index", dwell_ms: 100 }]);
    expect(shop.told("Product Viewed")).toMatchObject([{ sku: "g7", dwell_ms: 4_100 }]);
    expect(shop.told("Product Shared")).toEqual([{ sku: "g7", channel: "friend" }]);
  });

  it("tells taps and what was seen, although the platform knows no more of an element than its number", async () => {
    const page = await open(0, "pages/home/index"), [first, second] = drawn(page, "hz-item");
    shop.run.seen[0]!.act({ intersectionRatio: 1, dataset: { sid: second!.sid } });
    await settle(600);
    page.call("eh", { type: "tap", detail: {}, currentTarget: { id: first!.sid, dataset: { sid: first!.sid } } });
    await settle(2_000);
    const place = { request_id: "r1", placement: "home", zone: "for_you" };
    expect(shop.told("Recommendation Seen")).toEqual([{ ...place, sku: "g2", position: 1 }]);
    expect(shop.told("Recommendation Clicked")).toEqual([{ ...place, sku: "g1", position: 0 }]);
  });
});
