import { pair } from "./pair";

export const topUp = pair({
  title: "凑单", lead: "顾客差一点就够优惠时，推荐本来就用得上的小商品；每个方案都写明最后多付还是少付",
  effect: "凑单的效果", lift: "凑单带来了什么变化", liftHelp: "{share} 的顾客不会看到凑单，用来对照；只算购物车里正好差一点的顾客，两组同样计算。", effectHelp: "最近 {days} 天。推荐后 {hours} 小时内，同一笔已付款订单含整组商品，算作采纳；同一顾客同一天同一门槛只算一次。", offered: "推荐", taken: "采纳", rate: "采纳率", range: "95% 区间 {low} – {high}", adds: "带来的商品额", saves: "让出的优惠",
  lanes: "采纳的方案", best: "最合适", lane: { fit: "合适", cheapest: "最省钱" }, anonymous: "另有 {n} 次推荐给未同意个性化推荐的顾客，用的是热销小商品，不追踪个人，所以不计采纳。",
  none: "还没有推荐过凑单", noneHint: "小程序购物车页调用 POST /v1/top-up 后，这里显示推荐与采纳。可以先在上面试一试。",
  tryIt: "试一试", tryHelp: "放一个购物车和一档优惠，看顾客会看到什么。试用不计入效果；填了顾客编号会留下查看记录。", basket: "购物车", sku: "商品编号", units: "件数", addLine: "再加一件", removeLine: "移除", threshold: "满（元）", saving: "减（元）", shopper: "顾客编号（可不填）", city: "城市（可不填）", own: "用商城现有的优惠（顾客的券和促销里最近的一档）", run: "看推荐",
  bar: "已买 {amount}，门槛 {threshold}", gap: "还差", reached: "已达门槛", needed: "本来就需要", more: "实付多 {n}", less: "实付少 {n}", same: "实付不变", near: "{shop} · 约 {minutes} 分钟到", popular: "没有用到个人信息：推荐的是热销小商品", personal: "按这位顾客的口味和需要挑选",
  recent: "最近的推荐", at: "时间", lacked: "差额", wins: "可省", sets: "推荐的组合", takenTag: "采纳",
  rules: "正在执行的规则", rulesHelp: "在 huozhao.toml 的 [top_up] 一节里修改，重启后生效。", rule: {
    hold_out: "对照组比例", lift_days: "测效果的天数", options: "推荐几个方案（另加一个最省钱的）", most_items: "一个方案最多几件商品", most_gap: "差额最多是优惠的几倍（再远就不推荐）", slack_fen: "单件最多比差额贵多少", dearer: "是否推荐“多付比省下多”的方案（会写明）", need: "“本来就需要”的分量", margin: "毛利的分量", overshoot: "超出差额的代价", item: "每多一件的代价", least_gap_fen: "低于此差额按此计算", pool: "候选的热销商品数", taken_hours: "多久内下单算采纳（小时）",
  }, yes: "是", no: "否",
}, {
  title: "Top-up", lead: "When a basket is a little short of a discount: small goods that are of use anyway; every option says whether more or less is paid in the end",
  effect: "What top-ups achieve", lift: "What top-ups change", liftHelp: "{share} of shoppers are shown no top-up, for comparison. Only shoppers whose basket lacked a little count, alike in both arms.", effectHelp: "The last {days} days. Taken up = one order paid within {hours} hours of the offer holds the whole set; one offer a shopper, day and threshold.", offered: "Offered", taken: "Taken up", rate: "Share", range: "95 % interval {low} – {high}", adds: "Goods added", saves: "Discounts given",
  lanes: "Which options", best: "Best fit", lane: { fit: "Fits", cheapest: "Cheapest" }, anonymous: "{n} more were offered to shoppers who did not agree to personal recommendation: popular small goods, nobody is followed, so they are not counted as taken up.",
  none: "No top-up has been offered yet", noneHint: "Once the cart page of the mini program asks POST /v1/top-up, offers and what was taken up appear here. Try it above first.",
  tryIt: "Try it", tryHelp: "Put in a basket and a discount and see what a shopper would see. Trying counts nowhere; with a shopper's id the look goes on record.", basket: "Basket", sku: "SKU", units: "Units", addLine: "Another good", removeLine: "Remove", threshold: "From (yuan)", saving: "Off (yuan)", shopper: "Shopper id (optional)", city: "City (optional)", own: "The mall's own discounts (the nearest of coupons and promotions)", run: "Show options",
  bar: "{amount} in the basket, threshold {threshold}", gap: "Lacks", reached: "Threshold reached", needed: "Needed anyway", more: "{n} more to pay", less: "{n} less to pay", same: "The same to pay", near: "{shop} · about {minutes} min", popular: "Nothing personal was used: popular small goods", personal: "Chosen by this shopper's taste and needs",
  recent: "Newest offers", at: "When", lacked: "Lacked", wins: "Saves", sets: "Sets offered", takenTag: "taken up",
  rules: "Rules in force", rulesHelp: "Change them in section [top_up] of huozhao.toml; they hold after a restart.", rule: {
    hold_out: "Share held out", lift_days: "Days measured", options: "Options by fit (beside the cheapest)", most_items: "Most goods in one option", most_gap: "Widest gap, in multiples of what it saves", slack_fen: "How much dearer than the gap one good may be", dearer: "Also offer what costs more than it saves (always said)", need: "Weight of being needed anyway", margin: "Weight of margin", overshoot: "Cost of exceeding the gap", item: "Cost of each further good", least_gap_fen: "Smaller gaps count as this", pool: "Popular goods looked at", taken_hours: "Hours within which an order counts",
  }, yes: "yes", no: "no",
});
