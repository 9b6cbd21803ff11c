import { pair } from "./pair";

export const slow = pair({
  title: "滞销", lead: "卖得太慢的库存：按最小的降价清完，只告诉可能想要的顾客；价格对所有人一样", find: "重新查找",
  empty: "没有滞销商品", emptyHint: "库存够卖 90 天以上、上架满 60 天的商品会出现在这里。每晚计算一次，也可以点“重新查找”。需要先有库存和订单。",
  states: { open: "待定", approved: "已批准", rejected: "已拒绝", ended: "已结束" },
  tied: "压着的货款（按售价）", proposals: "提案", units: "件数", cover: "够卖 {n} 天 · 可售 {units} 件", price: "{from} → {to}", off: "降 {n}", edit: "改幅度", newDiscount: "降价（%）", belowCost: "允许低于成本价", belowCostHelp: "降到成本以下时必须勾选，会记在案",
  clears: "预计 {at} 前卖完", notClears: "到 {at} 预计还剩 {n} 件", below: "低于成本", told: "可能想要的顾客", toldHelp: "都已同意个性化推荐和营销消息；编号已打码。批准后人群“{crowd}”可用于策略。", toldNow: "批准后会存成一个人群，可用于策略", nobody: "目前没有同意接收营销消息、又可能想要它的顾客", hearer: "顾客（打码）", own: "本类目喜好", like: "与喜欢它的人相似", people: "{n} 位",
  fair: "同一商品对所有买的人同价；名单只决定先告诉谁。批准后这些商品在推荐页上加权，商城按这里的新价改价。", approve: "批准", reject: "不降", approved: "“{name}”已批准降价", rejected: "“{name}”不降价", edited: "已改", undone: "已撤销", show: "算式与名单", arithmetic: "算式",
}, {
  title: "Slow goods", lead: "Stock that sells too slowly: the smallest discount that clears it, told only to those likely to want it; one price for everybody", find: "Look again",
  empty: "No slow goods", emptyHint: "Goods whose stock covers more than 90 days and that are at least 60 days old appear here. They are looked for every night, or now by \"Look again\". Stock and orders are needed first.",
  states: { open: "Open", approved: "Approved", rejected: "Rejected", ended: "Over" },
  tied: "Money tied up (at price)", proposals: "Proposals", units: "Units", cover: "covers {n} days · {units} available", price: "{from} → {to}", off: "{n} off", edit: "Change", newDiscount: "Discount (%)", belowCost: "Allow less than cost", belowCostHelp: "Has to be ticked for a price under cost, and goes on record",
  clears: "expected to clear by {at}", notClears: "about {n} left on {at}", below: "below cost", told: "Shoppers likely to want it", toldHelp: "All allow personal recommendation and marketing; ids are masked. The crowd \"{crowd}\" is ready for strategies.", toldNow: "Once approved they become a crowd for strategies", nobody: "Nobody who allows marketing is likely to want it now", hearer: "Shopper (masked)", own: "Drawn to category", like: "Like its fans", people: "{n}",
  fair: "Everybody who buys pays the same price; the list only decides who is told. Approved goods are lifted on pages, and the mall takes the new price from here.", approve: "Approve", reject: "No discount", approved: "\"{name}\": discount approved", rejected: "\"{name}\": no discount", edited: "Changed", undone: "Undone", show: "Arithmetic and list", arithmetic: "Arithmetic",
});
