import { expect, it } from "vitest";

import { marked } from "../src/pages/voice/marked";

it("a quote is cut at its marks, the aspect before the opinion", () => {
  expect(marked({ text: "去屑效果真的弱", named: [0, 4], opinion: [6, 7] })).toEqual([
    { text: "去屑效果", kind: "named" }, { text: "真的", kind: "" }, { text: "弱", kind: "opinion" },
  ]);
});

it("marks are counted in letters, so a face before them moves nothing", () => {
  expect(marked({ text: "😊味道臭", named: [1, 3], opinion: [3, 4] }).map((part) => part.text)).toEqual(["😊", "味道", "臭"]);
});

it("a quote without marks stays whole", () => {
  expect(marked({ text: "头屑多", named: [], opinion: [] })).toEqual([{ text: "头屑多", kind: "" }]);
});
