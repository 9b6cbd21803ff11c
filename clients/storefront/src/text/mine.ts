import { pair } from "./pair";

export const mine = pair({
  language: "语言", ways: { orders: "我的订单", place: "收货地" },
}, {
  language: "Language", ways: { orders: "My orders", place: "Where to deliver" },
});
