import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { picture } from "../src/art/picture";
import { arrival, day, distance, moment, price, promised, span, yuan } from "../src/format";
import { inOneLanguage } from "../src/compose/told";
import { areas, fill, headed, labelled, listed, say, speak, words } from "../src/text";

/** Everything that may say words: all of the shop but the words themselves. */
const sources = import.meta.glob<string>(["../src/**/*.{ts,vue}", "!../src/text/*", "../src/text/{index,tabs}.ts"], { query: "?raw", import: "default", eager: true });

describe("what the shop says", () => {
  beforeAll(() => {
    vi.stubEnv("TZ", "Asia/Shanghai");
  });
  afterAll(() => {
    vi.unstubAllEnvs();
  });

  it("says every word that it has; what the mall refuses is said by its code", () => {
    const { refusals, ...others } = areas, source = Object.values(sources).join("\n");
    const isSaid = (area: string, key: string) => new RegExp(`\\b${area}(\\.\\w+)?\\.${key}\\b|["']${key}["']|\\b${key}: \\[`).test(source);
    const keys = Object.entries(others).flatMap(([area, { zh }]) => Object.keys(zh).map((key) => [area, key] as const));
    expect(keys.filter(([area, key]) => !isSaid(area, key))).toEqual([]);
    expect(Object.keys(refusals.zh).length).toBeGreaterThan(0);
  });

  it("writes fen as yuan without needless zeros", () => {
    expect([0, 5, 120, 1990, 100_000].map(yuan)).toEqual(["0", "0.05", "1.2", "19.9", "1000"]);
    expect(price(12_000)).toBe("¥120");
  });

  it("says near times and ways as people do", () => {
    speak("zh");
    const now = new Date(2026, 10, 28, 9, 0).getTime();
    expect(moment(new Date(2026, 10, 28, 15, 4).getTime(), now)).toBe("今天 15:04");
    expect(moment(new Date(2026, 10, 29, 8, 0).getTime(), now)).toBe("明天 08:00");
    expect([span(35), span(150), span(2880)]).toEqual(["35 分钟", "3 小时", "2 天"]);
    expect([arrival(35), arrival(150)]).toEqual(["35 分钟送达", "3 小时送达"]);
    expect(arrival(600)).toMatch(/^(今天|明天) \d\d:\d\d 前送达$/);
    expect(day("2026-11-27T17:30:00Z")).toBe("2026-11-28"); // it is past midnight in China
    const order = { status: "paid", group: "", promised_at: new Date().toISOString() };
    expect(promised(order)).toMatch(/^今天 \d\d:\d\d 前送达$/);
    expect([promised({ ...order, group: "g" }), promised({ ...order, status: "placed" })]).toEqual(["", ""]); // it waits
    expect([distance(0.204), distance(2.44)]).toEqual(["200 m", "2.4 km"]);
  });

  it("speaks one language at a time, also where the mall answers in both", () => {
    speak("en");
    expect(say.value.common.retry).toBe("Try again");
    expect(words({ zh: "为你推荐", en: "For you" })).toBe("For you");
    expect(inOneLanguage("not enough tea / 龙井不够")).toBe("not enough tea");
    speak("zh");
    expect(inOneLanguage("not enough tea / 龙井不够")).toBe("龙井不够");
    expect(inOneLanguage("only one")).toBe("only one");
    expect(fill("满 {n} 减 {m}", { n: 99 })).toBe("满 99 减 {m}");
  });

  it("counts one apart from many, and sets names and states as the language does", () => {
    expect([0, 1, 2].map((n) => fill("{n product|products} here", { n }))).toEqual(["0 products here", "1 product here", "2 products here"]);
    expect(fill("{n product|products}", {})).toBe("{n product|products}");
    speak("en");
    expect(headed({ zh: "待付款", en: "waiting for payment" })).toBe("Waiting for payment");
    expect(listed(["tea", "cup"])).toBe("tea, cup");
    expect([labelled("tea", "sold out"), labelled(undefined, "sold out")]).toEqual(["tea: sold out", "sold out"]);
    speak("zh");
    expect(headed({ zh: "待付款", en: "waiting for payment" })).toBe("待付款");
    expect(listed(["茶", "杯"])).toBe("茶、杯");
    expect(labelled("茶", "已售完")).toBe("茶：已售完");
  });

  it("draws goods by their kind, the same goods the same way", () => {
    const mask = picture("清川面膜 补水", ["美妆护肤", "面膜"]);
    expect(mask).toMatch(/^data:image\/svg\+xml,/);
    expect(picture("清川面膜 补水", ["美妆护肤", "面膜"])).toBe(mask);
    expect(decodeURIComponent(picture("没有人见过的东西"))).toContain("<path");
    expect(mask).not.toContain('"');
  });
});
