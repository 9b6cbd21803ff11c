import { expect, it } from "vitest";

import { messages } from "../src/text/messages";

it("each part of the mall that tells shoppers something has a name in both languages", () => {
  const parts = ["api", "campaign", ...Object.keys(messages.zh.usedFor)].sort();
  for (const words of [messages.zh, messages.en]) expect(Object.keys(words.parts).sort()).toEqual(parts);
});
