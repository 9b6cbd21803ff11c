import { pair } from "./pair";

export const common = pair({
  mall: "货找", loading: "正在加载", retry: "再试一次", offline: "网络不通", offlineHint: "检查网络后再试，购物车和收藏都还在。",
  broken: "商城暂时没有响应", brokenHint: "过一会儿再试；若一直这样，请联系客服。", empty: "这里还没有内容", back: "返回", cancel: "取消", confirm: "确定", close: "关闭", more: "加载更多", end: "没有更多了",
  today: "今天 {time}", tomorrow: "明天 {time}", goHome: "去首页逛逛", language: "English",
  tabs: { home: "首页", category: "分类", cart: "购物车", mine: "我的" },
}, {
  mall: "Huozhao", loading: "Loading", retry: "Try again", offline: "No network", offlineHint: "Check the network and try again. Your cart and favourites are safe.",
  broken: "The shop is not responding right now", brokenHint: "Try again in a moment; if it stays like this, please contact us.", empty: "Nothing here yet", back: "Back", cancel: "Cancel", confirm: "OK", close: "Close", more: "Load more", end: "No more",
  today: "today {time}", tomorrow: "tomorrow {time}", goHome: "Look around", language: "中文",
  tabs: { home: "Home", category: "Categories", cart: "Cart", mine: "Me" },
});
