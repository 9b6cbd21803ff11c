import { pair } from "./pair";

export const size = pair({
  title: "尺码反馈", lead: "买过的顾客怎么说：来自退货原因、换货、评价里的用词，以及留下来没退的。", runs: "整体", said: "{n} 人次反馈", few: "还没有尺码反馈。有顾客评价合身与否、或因尺码退换货之后，会出现在这里；每晚更新。",
  small: "偏小", fits: "合身", large: "偏大", chart: "各尺码的反馈", people: "{n} 人次", advice: "给顾客的尺码建议会按这里的偏差调整，例如“您上次买的 M 码合身，这款偏小一码，建议 L”。",
  panel: "尺码", panelHelp: "由购买、退换货和评价推算；顾客关闭“个性化推荐”后不再推算。", none: "还没有买过分尺码的商品。", wear: "种类", usual: "常穿", pieces: "{n} 件", sure: "把握", word: "反馈", told: "合身 {fits} · 偏小 {small} · 偏大 {large}",
  wears: { "top:f": "女装上身", "top:m": "男装上身", "bottom:f": "女装下身", "bottom:m": "男装下身", shoe: "鞋", child: "童装" } as Record<string, string>,
  sures: { high: "较有把握", medium: "大致", low: "把握不大" }, spread: ["很清楚", "大致清楚", "还不清楚"], two: "像是给两个人买", whoTakes: "穿 {label} 的人",
  ask: "问一款商品", askHint: "商品编号（SPU）", asking: "他/她会看到", go: "看建议",
}, {
  title: "How it fits", lead: "What buyers say: reasons of returns, exchanges, words in reviews, and what stayed.", runs: "As a whole it", said: "{n} said how it fits", few: "Nobody has said how it fits yet. Reviews that speak of the fit, and returns or exchanges for the size, appear here; read every night.",
  small: "Too small", fits: "Fits", large: "Too large", chart: "What was said of each size", people: "{n} said", advice: "Advice to shoppers follows it, such as \"Your M fitted; this one runs a size small: take L\".",
  panel: "Sizes", panelHelp: "Inferred from purchases, returns, exchanges and reviews; not inferred once a shopper switches personal recommendation off.", none: "Nothing that comes in sizes was bought yet.", wear: "Kind", usual: "Usually takes", pieces: "{n} pieces", sure: "How sure", word: "Told", told: "{fits} fitted · {small} too small · {large} too large",
  wears: { "top:f": "Women's tops", "top:m": "Men's tops", "bottom:f": "Women's bottoms", "bottom:m": "Men's bottoms", shoe: "Shoes", child: "Children's wear" } as Record<string, string>,
  sures: { high: "Sure", medium: "Fairly sure", low: "Not sure" }, spread: ["well known", "roughly known", "not known yet"], two: "seems to buy for two", whoTakes: "Who takes {label}",
  ask: "Ask about a product", askHint: "Product (SPU)", asking: "The shopper would read", go: "See the advice",
});
