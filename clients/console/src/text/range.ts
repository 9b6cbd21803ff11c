import { pair } from "./pair";

export const range = pair({
  title: "品类与货架", lead: "哪些小类目一直在增长、值得扩充；每家门店放哪些商品，才能让顾客一单买齐",
  niches: "增长中的小类目", shelf: "门店该放什么",
  empty: "没有一直在增长的小类目", emptyHint: "占销量不到 10%、连续三个四周都在增长、比商城其余商品快 1.2 倍以上且不像是偶然的类目或属性，会出现在这里。每晚计算一次，需要至少 12 周的订单。",
  states: { open: "待定", approved: "要扩充", rejected: "不扩充" },
  windows: ["前 9–12 周", "前 5–8 周", "最近 4 周"], faster: "比商城其余商品快 {n} 倍", skus: "现有 {n} 个 SKU",
  where: "卖得多的门店", kinds: "该多进哪种", kind: "{name}：{skus} 个 SKU，四周卖 {units} 件", noKinds: "商品没有属性可比", noShops: "订单没有写门店",
  approve: "扩充", reject: "不扩充", approved: "“{name}”要扩充", rejected: "“{name}”不扩充", undone: "已撤销",
  shop: "门店", room: "能放多少个 SKU", pick: "选一家门店", pickHint: "按最近八周的订单挑选：逐个去掉影响整单最少的商品。",
  filled: "能整单买齐的订单", bySales: "只按销量挑选时", baskets: "看过的订单", basis: { shop: "本店订单", mall: "本店订单太少，用全商城的订单" },
  missing: "该补进来（{n}）", spare: "可以不放（{n}）", held: "完整清单（{n}）", all: "都已经在店里", none: "没有多余的", most: "还有 {n} 个",
  few: "没有订单可看", fewHint: "最近八周没有订单，先导入或接入订单。",
}, {
  title: "Range and shelves", lead: "Which small groups of goods keep growing and deserve more kinds; what each shop should hold so that whole baskets are filled",
  niches: "Growing niches", shelf: "What a shop should hold",
  empty: "No niche keeps growing", emptyHint: "Categories and attributes under 10 % of sales that grew through three windows of four weeks, at least 1.2 times as fast as the rest and not by chance, appear here. Looked for every night; 12 weeks of orders are needed.",
  states: { open: "Open", approved: "To widen", rejected: "Left" },
  windows: ["weeks 9–12 ago", "weeks 5–8 ago", "last 4 weeks"], faster: "{n} times as fast as the rest of the mall", skus: "{n} SKUs so far",
  where: "Where it sells", kinds: "Which kinds to add", kind: "{name}: {skus} SKUs, {units} units in four weeks", noKinds: "The goods have no attributes to compare", noShops: "The orders name no shop",
  approve: "Widen", reject: "Leave", approved: "\"{name}\": to widen", rejected: "\"{name}\": left", undone: "Undone",
  shop: "Shop", room: "Room for SKUs", pick: "Choose a shop", pickHint: "Chosen from the orders of eight weeks: what spoils fewest whole baskets is dropped again and again.",
  filled: "Orders filled whole", bySales: "Choosing by sales alone", baskets: "Orders looked at", basis: { shop: "this shop's orders", mall: "too few orders here: the whole mall's" },
  missing: "To bring in ({n})", spare: "Not needed ({n})", held: "The whole list ({n})", all: "All of it is there already", none: "Nothing to spare", most: "{n} more",
  few: "No orders to look at", fewHint: "There are no orders of the last eight weeks; import or connect them first.",
});
