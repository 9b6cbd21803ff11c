import { pair } from "./pair";

export const care = pair({
  empty: "还没有指南", emptyHint: "确认收货后，这里会告诉你买到的商品怎么用、怎么养护。", how: "用得怎么样？",
}, {
  empty: "No guides yet", emptyHint: "Once your order arrives, you find here how to use and care for what you bought.", how: "How is it?",
});
