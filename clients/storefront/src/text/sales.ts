import { pair } from "./pair";

export const sales = pair({
  title: "秒杀与拼团", empty: "现在没有活动", emptyHint: "有秒杀或拼团时会出现在这里。", tabs: { all: "全部", flash_sale: "秒杀", group_buy: "拼团" }, endsIn: "距结束", startsIn: "距开始", over: "已结束", days: "{n} 天", sold: "已抢 {n}%", left: "还剩 {n} 件", mine: "你还可买 {n} 件", noneForMe: "你已买到上限", buy: "立即抢", soon: "即将开始", open: "发起拼团（{n} 人）", alone: "付款后把拼团分享给朋友，人齐后发货，没凑齐就全额退款。", join: "参团", seats: "已有 {n} 人，共需 {of} 人", lacks: "还差 {n} 人", saves: "省 {n}",
}, {
  title: "Flash sales and group-buys", empty: "No sales now", emptyHint: "Flash sales and group-buys appear here.", tabs: { all: "All", flash_sale: "Flash sales", group_buy: "Group-buys" }, endsIn: "ends in", startsIn: "starts in", over: "over", days: "{n} d", sold: "{n} % taken", left: "{n} left", mine: "you may buy {n} more", noneForMe: "you have reached the limit", buy: "Buy now", soon: "Soon", open: "Open a group ({n} people)", alone: "After paying, share the group: when it is full it ships, otherwise you get all your money back.", join: "Join", seats: "{n} of {of} seats taken", lacks: "{n} more needed", saves: "save {n}",
});
