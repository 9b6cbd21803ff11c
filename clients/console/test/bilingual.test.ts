import { expect, it } from "vitest";

import { bilingual } from "../src/bilingual";

it("a message in both languages is split", () => {
  expect(bilingual("金额小于零 / the amount is below zero")).toEqual({ zh: "金额小于零", en: "the amount is below zero" });
});

it("English may come first", () => {
  expect(bilingual("log in first / 请先登录")).toEqual({ zh: "请先登录", en: "log in first" });
});

it("a message in one language is left whole, slashes too", () => {
  expect(bilingual("say either / or").zh).toBe("say either / or");
});

it("mistakes of the tag language are said in Chinese with the words that are wrong", () => {
  expect(bilingual("there is no function 'segmnt'").zh).toBe("没有函数 'segmnt'");
  expect(bilingual("did you mean segment?").zh).toBe("是不是想写 segment？");
  expect(bilingual("something new").zh).toBe("something new");
});
