import { pair } from "./pair";

export const compare = pair({
  title: "商品对比", add: "加入对比", added: "已加入对比", open: "去对比（{n}）", remove: "移出对比", clear: "清空", onlyDifferent: "只看不同",
  price: "价格", rating: "评分", delivery: "送达", noFact: "未标注", empty: "还没有要对比的商品", emptyHint: "在商品页点“加入对比”，最多并排看 {n} 件的成分、价格和评价。",
  one: "再选一件同类商品，就能看出区别", same: "这些商品标注的内容完全相同", more: "展开全部成分与参数", stars: "★ {stars}（{n} 人）",
}, {
  title: "Compare", add: "Compare", added: "In comparison", open: "Compare ({n})", remove: "Remove", clear: "Clear", onlyDifferent: "Differences only",
  price: "Price", rating: "Rating", delivery: "Arrives", noFact: "not stated", empty: "Nothing to compare yet", emptyHint: "Tap “Compare” on a product: ingredients, price and ratings of up to {n} side by side.",
  one: "Choose one more of its kind to see what differs", same: "Their listed details are all the same", more: "Show all ingredients and details", stars: "★ {stars} ({n})",
});
