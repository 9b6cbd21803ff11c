import { pair } from "./pair";

export const buy = pair({
  all: "全部", less: "少一件", more: "多一件",
  cart: { empty: "购物车还是空的", emptyHint: "看看首页为你挑的，或搜搜想要的。", all: "全选", total: "合计", off: "已优惠 {n}", pay: "去结算（{n}）", choose: "先选要买的商品", remove: "要把“{title}”移出购物车吗？", pricing: "正在计价", notPriced: "价格以结算时为准", topUp: "凑一凑", addSet: "一起加购 {n}", claim: "有 {n} 张券可领，领了结算时自动用" },
}, {
  all: "All", less: "One less", more: "One more",
  cart: { empty: "Your cart is empty", emptyHint: "Have a look at what home picked for you, or search.", all: "Select all", total: "Total", off: "{n} off", pay: "Check out ({n})", choose: "Select something to buy first", remove: "Remove “{title}” from the cart?", pricing: "Working out the price", notPriced: "The price is worked out at checkout", topUp: "Top up", addSet: "Add for {n}", claim: "Coupons to claim: {n}. The best one is used at checkout" },
});
