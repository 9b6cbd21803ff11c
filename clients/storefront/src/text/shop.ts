import { pair } from "./pair";

export const shop = pair({
  notNear: "附近暂无现货", inMinutes: "{span}送达", by: "{time} 前送达", from: "{shop} · {km}", add: "加入购物车", added: "已加入购物车", deliverTo: "送到", whereTo: "选择收货地，看附近的货", searchHint: "搜商品、品牌、功效", reasonOff: "个性化推荐已关闭，现在按热度和附近库存展示", degraded: "推荐服务繁忙，先看看大家都在买的", popularOnly: "登录与同意由你决定：在“我的 → 隐私”可开启个性化推荐", emptyHome: "商城还没有上架商品", emptyHomeHint: "过一会儿再来看看。", take: "去看看", takeCoupon: "领取", later: "以后再说", own: "以上按你的同意和近期浏览推荐，可在“我的 → 隐私”查看与关闭", guide: "看看指南", nearYou: "附近有货", open: "查看",
}, {
  notNear: "Not in stock near you", inMinutes: "in {span}", by: "by {time}", from: "{shop} · {km}", add: "Add to cart", added: "Added to the cart", deliverTo: "To", whereTo: "Say where to deliver, see what is near", searchHint: "Search goods, brands, effects", reasonOff: "Personal recommendation is off: what is popular and near is shown", degraded: "Recommendations are busy; here is what others buy", popularOnly: "It is your choice: turn personal recommendation on under Me → Privacy", emptyHome: "The shop has no goods yet", emptyHomeHint: "Come back in a while.", take: "Have a look", takeCoupon: "Take it", later: "Later", own: "Chosen for you, with your consent; see or turn off under Me → Privacy", guide: "Guide", nearYou: "In stock near you", open: "Open",
});
