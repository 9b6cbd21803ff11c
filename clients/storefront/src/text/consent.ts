import { pair } from "./pair";

export const consent = pair({
  title: "要不要让首页更懂你？", yes: "同意", no: "暂不",
  body: "同意后，本店会记下你的浏览、加购、收藏和搜索，只用来为你挑选商品。不同意也能照常购物，随时可在“我的 → 隐私中心”更改。",
}, {
  title: "A home page that knows you?", yes: "Agree", no: "Not now",
  body: "If you agree, the shop remembers what you look at, put into the cart, like and search for, only to choose products for you. You can shop just the same without, and change it any time under Me → Privacy.",
});
