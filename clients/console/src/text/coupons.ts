import { pair } from "./pair";

export const drafts = pair({
  states: { live: "进行中", draft: "草稿", stopped: "已停止" }, steps: { start: "开始", stop: "停止" }, edit: "修改",
  told: { start: "“{name}”已开始", stop: "“{name}”已停止" },
}, {
  states: { live: "Live", draft: "Draft", stopped: "Stopped" }, steps: { start: "Start", stop: "Stop" }, edit: "Edit",
  told: { start: "{name} is live", stop: "{name} is stopped" },
});

export const coupons = pair({
  title: "优惠券", lead: "写一张券，先在购物车上试算，再开始；预算花完会自动停发，已领的券仍按发放时的承诺使用", add: "新建优惠券", edit: "修改优惠券", back: "返回优惠券",
  editLead: "右边是真实的试算：改一个数字，看购物车怎么变。保存为草稿，点“开始”才生效。", empty: "还没有优惠券", emptyHint: "新建一张满减券或折扣券，在购物车上试算，满意后点“开始”。顾客在小程序里领取，下单时自动选最省的组合。",
  saved: "已保存", orderTitle: "优惠先后：", itemLayer: "单品价（秒杀、拼团）", nameZh: "名称（中文）", nameEn: "名称（英文）", id: "编号（小写字母、数字、下划线）",
  gives: "优惠内容", kinds: { reduction: "满减", tiered: "阶梯满减", discount: "折扣", fixed: "立减", gift: "满赠", free_delivery: "免配送费" },
  kindHelp: { reduction: "适用商品满多少减多少。门槛按前面各层优惠之后的金额算。", tiered: "买得越多减得越多，只按达到的最高一档减。", discount: "按比例减，减免向下取整到分。设了预算就要设封顶。", fixed: "没有门槛，直接减；最多减到 0 元。", gift: "满额送商品，从最近的门店一起发。赠品没货时不送，也不会提示可用。", free_delivery: "免去一单的配送费。配送费和免运费门槛在设置 [delivery] 里；没有配送费时这张券不会被用掉。" },
  percent: "减免比例（10 = 打 9 折）", from: "满（元）可用", cap: "最多减（元）", spend: "满", off: "减", repeats: "每满都减", addTier: "加一档", dropTier: "去掉", giftSku: "赠品", giftUnits: "赠送件数",
  goods: "适用商品", goodsHelp: "都不填就是全部商品；排除优先", categories: "类目", skus: "指定商品", withoutCategories: "排除类目", withoutSkus: "排除商品", allGoods: "全部商品", nothing: "不排除",
  layer: "叠加规则", layers: { promotion: "店铺促销", goods: "商品券", mall: "全场券", cash: "现金券" },
  layerHelp: { promotion: "自动生效，不用领", goods: "每单一张", mall: "每单一张", cash: "每单一张，最后抵扣" }, layerOrder: "每层最多用一张，按这个先后计算；后一层的门槛按前面减完后的金额算。系统为顾客选总共最省的组合。", deliveryLayer: "每单一张，最后计算，只减配送费，可与其他各层同用。",
  alone: "不与其他券和促销同用", aloneShort: "不可叠加", claimable: "顾客可以自己领（不勾选则只能由您或策略发放）",
  bounds: "数量与期限", boundsHelp: "不填就是不限", budget: "预算（元）", quantity: "总张数", perShopper: "每人限领", starts: "开始", ends: "结束", validDays: "领取后几天内有效", validUntil: "最晚有效至", unbounded: "不限", atOnce: "立即", openEnd: "长期",
  returns: "退货与退券", onReturn: "部分退货时", onReturns: { share: "退商品实付的那一份（优惠按金额分摊到每件）", reprice: "留下的商品重新计价：不够门槛就收回优惠，但不会让顾客倒贴" },
  comesBack: "用过的券", comesBacks: { never: "不退回", cancel: "订单取消时退回", return: "订单取消或全部退货时退回" },
  preview: "试算", previewHelp: "用收银同一套算法，店铺促销也会一起算。什么都不会保存。", addGoods: "加一件商品试试", dropLine: "去掉这件", free: "赠品", before: "原价", discount: "优惠", toPay: "实付", takesOff: "减 {n}", giftCounts: "送赠品",
  more: "再买 {gap}，一共减 {saves}", moreGift: "再买 {gap} 就送", moreDelivery: "再买 {gap} 就免配送费", delivery: "配送费", alsoApplies: "“{name}”也生效：减 {n}", alsoGives: "“{name}”也生效", until: "至 {at}",
  parts: { used: "已使用", waiting: "未使用", expired: "已过期" }, received: "已领", usedRate: "使用率", usedTimes: "生效订单", spent: "减免", sold: "带动销售", budgetUsed: "预算（含未使用的券）",
}, {
  title: "Coupons", lead: "Write a coupon, try it on a basket, then start it; it stops giving when the budget is spent, and what shoppers hold stays as it was promised", add: "New coupon", edit: "Edit coupon", back: "Back to coupons",
  editLead: "On the right is the till's own arithmetic: change a figure and see the basket change. It is saved as a draft; only Start makes it live.", empty: "No coupons yet", emptyHint: "Write one, try it on a basket, and start it. Shoppers take it in the mini program; at the till the combination that saves most is chosen.",
  saved: "Saved", orderTitle: "Order:", itemLayer: "Price of single goods (flash sale, group-buy)", nameZh: "Name (Chinese)", nameEn: "Name (English)", id: "Id (small letters, digits, underscores)",
  gives: "What it gives", kinds: { reduction: "Money off", tiered: "Tiers", discount: "Percent off", fixed: "Fixed amount", gift: "Gift", free_delivery: "Free delivery" },
  kindHelp: { reduction: "Money off from an amount of eligible goods. The amount counts after earlier layers.", tiered: "The more is bought, the more comes off; the highest tier reached counts.", discount: "A share comes off, rounded down to the fen. A budget needs a cap.", fixed: "Comes off any amount, at most down to 0.", gift: "Goods given from an amount on, sent along from the nearest shop. Without stock it is not given and not promised.", free_delivery: "Takes the delivery fee off one order. The fee, and from which amount it falls away, are settings under [delivery]; where there is no fee the coupon is not used up." },
  percent: "Share off (10 = pay 90 %)", from: "From (yuan)", cap: "At most (yuan)", spend: "From", off: "off", repeats: "for every such amount", addTier: "Add a tier", dropTier: "Remove", giftSku: "Gift", giftUnits: "Units of the gift",
  goods: "For which goods", goodsHelp: "nothing named = all goods; what is excluded is out", categories: "Categories", skus: "Goods", withoutCategories: "Not these categories", withoutSkus: "Not these goods", allGoods: "all goods", nothing: "nothing excluded",
  layer: "How it combines", layers: { promotion: "Promotion", goods: "Goods coupon", mall: "Mall coupon", cash: "Cash coupon" },
  layerHelp: { promotion: "applies by itself, nobody takes it", goods: "one an order", mall: "one an order", cash: "one an order, last" }, layerOrder: "One of each layer at most, in this order; a later layer counts what earlier ones left. The combination that saves most is chosen for the shopper.", deliveryLayer: "One an order, last; it takes off the delivery fee only and goes with every other layer.",
  alone: "Goes with no other coupon or promotion", aloneShort: "cannot be combined", claimable: "Shoppers may take it themselves (else you or a strategy gives it)",
  bounds: "How many, how long", boundsHelp: "empty = no bound", budget: "Budget (yuan)", quantity: "Coupons in all", perShopper: "For each shopper", starts: "Starts", ends: "Ends", validDays: "Days it counts once taken", validUntil: "Counts until", unbounded: "no bound", atOnce: "at once", openEnd: "open",
  returns: "Returns", onReturn: "When part of an order comes back", onReturns: { share: "Refund the goods' share of what was paid (the discount is spread over the goods)", reprice: "Price what is kept anew: the discount may be lost, but a return never costs money" },
  comesBack: "A coupon that was used", comesBacks: { never: "stays used", cancel: "comes back when the order is cancelled", return: "comes back when the order is cancelled or all of it returned" },
  preview: "Try it", previewHelp: "The till's own arithmetic, the shop's promotions included. Nothing is kept.", addGoods: "Add goods to the basket", dropLine: "Remove", free: "gift", before: "Before", discount: "Discount", toPay: "To pay", takesOff: "{n} off", giftCounts: "the gift comes along",
  more: "{gap} more and {saves} comes off in all", moreGift: "{gap} more and the gift comes along", moreDelivery: "{gap} more and delivery is free", delivery: "Delivery", alsoApplies: "{name} applies too: {n} off", alsoGives: "{name} applies too", until: "until {at}",
  parts: { used: "used", waiting: "not used yet", expired: "expired" }, received: "Taken", usedRate: "Used", usedTimes: "Orders with it", spent: "Came off", sold: "Sales with it", budgetUsed: "Budget (with what is not used yet)",
});

export const sales = pair({
  title: "秒杀与拼团", lead: "单独划出数量，到点开始，卖完即止；每人限购，绝不超卖", add: "新建活动", edit: "修改活动", saved: "已保存", empty: "还没有活动",
  emptyHint: "新建一场限时秒杀或拼团：选一件商品、定价、数量和时间。下单时从最近的门店发货，卖完自动停止。",
  kinds: { flash_sale: "限时秒杀", group_buy: "拼团" }, kindHelp: { flash_sale: "到点开抢，卖完即止。未付款的占用到时放回，顾客看到的是真实剩余。", group_buy: "一人开团、好友参团；人数付齐后发货，到时不成团自动取消并退回库存，未发货的订单请退款。" },
  phases: { on: "进行中", coming: "未开始", over: "已结束", draft: "草稿", stopped: "已停止" }, sku: "商品", price: "活动价（元）", quantity: "活动数量", perShopper: "每人限购", people: "成团人数", hours: "成团时限（小时）",
  quantityHelp: "活动数量是上限；商品仍从门店库存发货，门店没货时也买不到。进行中可以加数量，减到已售数为止。活动商品不再叠加优惠券。", perShopperN: "每人限 {n} 件", groupN: "{n} 人成团，{hours} 小时内", parts: { sold: "已售", held: "待付款", free: "剩余" }, soldFen: "销售额", openGroups: "待成团",
  calendarEmpty: "前两天到后十二天没有活动", calendarHelp: "深色是已售和待付款的比例；点一下修改", barTold: "{name}：{from} 至 {to}，已售 {sold} / {all}",
}, {
  title: "Flash sales and group-buys", lead: "A quantity of its own that starts on time and stops when it is gone; capped for each shopper, never oversold", add: "New sale", edit: "Edit sale", saved: "Saved", empty: "No sales yet",
  emptyHint: "Plan a flash sale or a group-buy: goods, price, quantity and time. Orders are served from the nearest shops, and it stops by itself when all is sold.",
  kinds: { flash_sale: "Flash sale", group_buy: "Group-buy" }, kindHelp: { flash_sale: "Starts on time and ends when all is sold. What is held unpaid comes back in time; shoppers see what is truly left.", group_buy: "One opens a group, friends join. It is sent when all have paid; a group that is not full in time is cancelled and its goods are free again. Refund those who have paid." },
  phases: { on: "On", coming: "Coming", over: "Over", draft: "Draft", stopped: "Stopped" }, sku: "Goods", price: "Price (yuan)", quantity: "Units", perShopper: "Cap for each shopper", people: "People in a group", hours: "Hours to fill it",
  quantityHelp: "The units are a bound: goods still come from the shops' stock, and without stock nobody can buy. While it is on you can add units, or lower them to what is sold. No coupon comes off goods on sale.", perShopperN: "{n} for each shopper", groupN: "{n} people within {hours} hours", parts: { sold: "sold", held: "held unpaid", free: "left" }, soldFen: "Sales", openGroups: "Open groups",
  calendarEmpty: "No sales from two days ago to twelve days ahead", calendarHelp: "the dark part is sold or held; click to edit", barTold: "{name}: {from} to {to}, {sold} of {all} sold",
});
