import { pair } from "./pair";

export const mine = pair({
  guest: "访客", guestHint: "不用登录也能买；这台手机记得你", personalOn: "个性化推荐已开启", personalOff: "个性化推荐未开启", orders: "我的订单", language: "语言", service: "在线客服", serviceHint: "订单、退货、尺码、库存，随时问", privacy: "隐私中心", privacyHint: "看、改、关、带走、删除", place: "收货地", noPlace: "还没选", sales: "限时抢购与拼团", care: "使用指南与养护",
  ways: { favourites: "收藏", coupons: "优惠券", messages: "消息", sales: "活动" }, cheaper: "{n} 件降价", back: "{n} 件到货",
  favourites: { title: "我的收藏", empty: "还没有收藏", emptyHint: "在商品页点一下心形，降价或到货时这里会告诉你。", dropped: "比收藏时便宜 {n}", isBack: "重新到货", out: "暂时缺货", remove: "取消收藏", removed: "已取消收藏", undo: "撤销", since: "收藏于 {time}" },
  coupons: { title: "优惠券", tabs: { claim: "可领取", ready: "可用", used: "已使用", expired: "已过期" }, claim: "领取", claimed: "已领取，可在“可用”里看到", until: "{time} 前可用", untilClaim: "{time} 前可领", forever: "长期有效", saved: "已省 {n}", held: "下单占用中", use: "去使用", empty: { claim: "现在没有可领的券", ready: "还没有可用的券", used: "还没有用过券", expired: "没有过期的券" }, emptyHint: "有新券时会出现在这里和消息里。" },
  messages: { title: "消息", empty: "还没有消息", emptyHint: "到货、降价、活动和订单的消息会放在这里。", readAll: "全部已读", away: "收起", unread: "未读", allRead: "已全部标为已读", calm: "消息有次数上限和免打扰时间；营销消息可在“隐私中心”关闭。" },
}, {
  guest: "Guest", guestHint: "No log-in needed; this phone remembers you", personalOn: "Personal recommendation is on", personalOff: "Personal recommendation is off", orders: "My orders", language: "Language", service: "Service", serviceHint: "Orders, returns, sizes, stock: ask any time", privacy: "Privacy centre", privacyHint: "See, correct, switch off, take away, erase", place: "Where to deliver", noPlace: "Not chosen", sales: "Flash sales and group-buys", care: "Guides and care",
  ways: { favourites: "Favourites", coupons: "Coupons", messages: "Messages", sales: "Sales" }, cheaper: "{n} cheaper", back: "{n} back",
  favourites: { title: "My favourites", empty: "No favourites yet", emptyHint: "Tap the heart on a product: here you see when it is cheaper or back.", dropped: "{n} cheaper than when you marked it", isBack: "Back in stock", out: "Out of stock", remove: "Remove", removed: "Removed", undo: "Undo", since: "marked {time}" },
  coupons: { title: "Coupons", tabs: { claim: "To take", ready: "Ready", used: "Used", expired: "Expired" }, claim: "Take", claimed: "Taken: see it under Ready", until: "until {time}", untilClaim: "to take until {time}", forever: "No end", saved: "saved {n}", held: "Held by an order", use: "Use it", empty: { claim: "No coupons to take now", ready: "No coupons ready", used: "No coupons used yet", expired: "No expired coupons" }, emptyHint: "New ones appear here and in your messages." },
  messages: { title: "Messages", empty: "No messages yet", emptyHint: "Back in stock, cheaper, sales and orders: you are told here.", readAll: "Mark all as read", away: "Put away", unread: "unread", allRead: "All marked as read", calm: "Messages have a cap and quiet hours; marketing can be switched off in the privacy centre." },
});
