import { pair } from "./pair";

export const cuts = pair({
  title: "分开看", help: "同一套指标，按分群、分组、推荐位、门店或类目分开。箭头是与前一个同样长的时期相比。顾客按现在所在的分群和分组计。",
  by: { segment: "分群", arm: "个性化分组", placement: "推荐位", shop: "门店", category: "类目" }, metric: "画成图的指标", depth: "类目层级", level: "第 {n} 级",
  part: { segment: "分群", arm: "分组", placement: "推荐位", shop: "门店", category: "类目" }, arms: { main: "个性化推荐", hold_out: "留出对照（大众推荐）" },
  empty: "这一段时间没有可以分开看的数据", emptyHint: "有了行为、推荐或订单之后就会出现。", chart: "{metric}，按{by}", more: "另有 {n} 行，见下载文件",
  alerts: "异常指标", alertsHelp: "每晚把刚结束的一天与同样的星期几相比。超出通常范围才会提醒；全部指标加起来，平均四周最多一次虚惊。", seen: "知道了", wasSeen: "“{name}”已标为知道了", back: "已恢复",
  range: "通常 {low}–{high}", download: "下载", csv: "CSV 文件", xlsx: "Excel 文件",
}, {
  title: "Figures apart", help: "The same figures by segment, arm, placement, shop or category. Arrows compare with the period of the same length before. A shopper counts in the segment and arm of now.",
  by: { segment: "Segment", arm: "Personal or not", placement: "Placement", shop: "Shop", category: "Category" }, metric: "Figure in the chart", depth: "Depth of category", level: "Level {n}",
  part: { segment: "Segment", arm: "Arm", placement: "Placement", shop: "Shop", category: "Category" }, arms: { main: "Personal pages", hold_out: "Held out (pages for everybody)" },
  empty: "Nothing to show apart in this period", emptyHint: "It appears with the first visits, recommendations or orders.", chart: "{metric} by {by}", more: "{n} more rows are in the file",
  alerts: "Unusual figures", alertsHelp: "Every night the day that has ended is compared with days of its weekday. Only what leaves its usual range rings; over all figures together chance does so at most once in four weeks.", seen: "Noted", wasSeen: "{name} is noted", back: "Taken back",
  range: "usually {low}–{high}", download: "Download", csv: "CSV file", xlsx: "Excel file",
});

export const corrections = pair({
  title: "推荐自我修正", lead: "展示了却没人点的类目，系统自己找出来、说明原因、降低权重，再用一部分顾客复查；每一步都在这里，随时可以撤销",
  look: "现在检查一次", looked: "检查了 {judged} 个推荐位上的类目：发现 {weak} 个偏弱，{ended} 个修正到期结束",
  states: { all: "全部", proposed: "待批准", on: "修正中", over: "已结束", undone: "已撤销", rejected: "未采纳" },
  empty: "没有偏弱的类目", emptyHint: "每晚检查最近 {days} 天：一个类目在某个推荐位展示 200 次以上，点击明显少于同样位置的其他类目（不到七成）才算。判断已扣除位置的影响，误判平均不超过 5%。",
  earned: "应得点击里实际得到的", usual: "同样位置的通常水平", whole: "100% = 与其他类目一样", why: "可能的原因", done: "做了什么", lowered: "在{place}，这个类目的得分降到原来的 {factor}", heldOut: "{share} 的顾客看到不做修正的页面，用来复查", until: "到 {day} 复查", not: "还没有修正，等您批准", noMore: "不再修正",
  approve: "开始修正", reject: "不采纳", undo: "撤销修正", approved: "“{name}”已开始修正", rejected: "“{name}”未采纳", undone: "“{name}”的修正已撤销", back: "已恢复",
  retag: "可能放错类目的商品", moveTo: "改到“{to}”", moved: "已改到“{to}”", moveBack: "改回去", retagged: "“{title}”已改到“{to}”", tests: "复查", change: "修正后这个推荐位的点击率变化 {middle}（{low} 至 {high}）", record: "记录", numbers: "展示 {shown} 次，点击 {clicked} 次，应得 {expected} 次",
}, {
  title: "Self-correction", lead: "Categories that are shown and not clicked are found, explained, lowered, and tested again on a share of shoppers; every step is here and can be undone",
  look: "Look now", looked: "{judged} categories on placements judged: {weak} weak, {ended} corrections ended",
  states: { all: "All", proposed: "Awaiting approval", on: "Corrected", over: "Over", undone: "Undone", rejected: "Rejected" },
  empty: "No weak category", emptyHint: "Every night the last {days} days are looked at: a category shown 200 times or more on a placement, and clicked clearly less than others in the same places (under 70 %). Places are allowed for, and false calls stay under 5 %.",
  earned: "Clicks earned of those to be expected", usual: "what the same places usually earn", whole: "100 % = like other categories", why: "Likely reasons", done: "What was done", lowered: "On {place} its scores are lowered to {factor}", heldOut: "{share} of shoppers see pages without it, as a test", until: "tested again on {day}", not: "Nothing yet; it waits for your approval", noMore: "Corrected no more",
  approve: "Correct it", reject: "Reject", undo: "Undo", approved: "{name} is corrected", rejected: "{name} was rejected", undone: "The correction of {name} is undone", back: "Taken back",
  retag: "Goods that may stand in the wrong category", moveTo: "Move to {to}", moved: "Moved to {to}", moveBack: "Move back", retagged: "{title} was moved to {to}", tests: "Tests", change: "CTR of this placement changed by {middle} with it ({low} to {high})", record: "Record", numbers: "shown {shown} times, clicked {clicked}, {expected} expected",
});

export const trends = pair({
  title: "趋势", lead: "份额正在升高的类目和搜索词，以及去年这时开始升温的类目；补货和排序随之小幅跟进，随时可以撤销",
  look: "现在检查一次", looked: "看了 {judged} 个类目和搜索词：{rising} 个在升高，其中 {new} 个是新发现的",
  states: { all: "全部", on: "跟进中", undone: "已撤销", over: "已过去" }, kinds: { category: "类目", search: "搜索词" }, hows: { rising: "正在升高", season: "季节将至" },
  empty: "没有明显的趋势", emptyHint: "需要至少 9 周的浏览、收藏、加购和订单；有 56 周以上时还会看去年同期。看的是占全站的份额，所以节日里大家都涨不算趋势。",
  share: "占全站份额", usual: "平时", lastYear: "去年同期走势（1 = 全年平均）", weekly: "“{name}”每周份额", ahead: "“{name}”未来一年的季节指数", peak: "高峰约 {day}", following: "跟进", pages: "推荐得分乘以 {factor}", noBoost: "排序不变", units: "补货计划两周多备约 {n} 件", noUnits: "近四周没有销量，补货不变", bounded: "补货的增量还受计划自己的上限约束。", goods: "涉及商品", people: "近两周 {n} 位顾客买过",
  undo: "不跟进", follow: "重新跟进", found: "发现于 {day}", undone: "“{name}”不再跟进", followed: "“{name}”重新跟进", record: "记录", times: "是平时的 {n} 倍", timesSeason: "四周内升到 {n} 倍",
}, {
  title: "Trends", lead: "Categories and searches whose share is rising, and categories that began to rise at this time last year; stock and order of pages follow a little, and can be told not to",
  look: "Look now", looked: "{judged} categories and searches judged: {rising} rise, {new} of them new",
  states: { all: "All", on: "Followed", undone: "Undone", over: "Over" }, kinds: { category: "Category", search: "Search" }, hows: { rising: "Rising", season: "Season ahead" },
  empty: "No clear trend", emptyHint: "Nine weeks of views, favourites, carts and orders are needed; with 56 weeks, last year is looked at too. It is the share of the mall that counts, so a holiday that lifts everything is no trend.",
  share: "Share of the mall", usual: "usual", lastYear: "Last year (1 = mean of the year)", weekly: "Weekly share of {name}", ahead: "Seasonal index of {name} for the year ahead", peak: "peak around {day}", following: "What follows", pages: "Scores on pages are multiplied by {factor}", noBoost: "The order of pages stays", units: "Extra units in the plan over two weeks: {n}", noUnits: "Not sold in four weeks: the plan stays", bounded: "The plan's own limits apply to what is added.", goods: "Goods", people: "{n} shoppers bought in two weeks",
  undo: "Do not follow", follow: "Follow again", found: "found on {day}", undone: "{name} is followed no more", followed: "{name} is followed again", record: "Record", times: "{n} times the usual", timesSeason: "{n} times within four weeks",
});

export const reports = pair({
  title: "周报", lead: "每周一页：最值得看的变化、每日走势、全部指标、分群、类目、门店，以及这一周发现的异常、修正和趋势",
  write: "写上周的周报", written: "{week} 那一周的周报写好了", read: "阅读", zh: "中文", en: "English", week: "{first} 至 {last}", at: "写于 {at}",
  empty: "还没有周报", emptyHint: "每周一自动写上一周的周报，也可以现在就写。周报是一个网页文件，可以打印、另存为 PDF 或发给同事。", quiet: "与前一周相比没有明显变化",
}, {
  title: "Weekly reports", lead: "One page a week: what stands out, day by day, all figures, segments, categories, shops, and what was unusual, corrected and rising",
  write: "Write last week's report", written: "The report of the week of {week} is written", read: "Read", zh: "中文", en: "English", week: "{first} to {last}", at: "written {at}",
  empty: "No report yet", emptyHint: "Last week's report is written every Monday; it can be written now too. It is one web page, to print, keep as PDF or send.", quiet: "Nothing changed much against the week before",
});
