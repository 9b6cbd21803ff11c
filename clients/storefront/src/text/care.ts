import { pair } from "./pair";

export const care = pair({
  empty: "还没有指南", emptyHint: "确认收货后，这里会有买到的商品怎么用、怎么养护。", how: "用得怎么样？",
}, {
  empty: "No guides yet", emptyHint: "Once goods are received, how to use and care for them stands here.", how: "How is it?",
});
