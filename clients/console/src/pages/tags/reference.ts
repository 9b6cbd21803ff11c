import type { Text } from "../../api/types";

export interface Word { insert: string; says: Text }
export interface Chapter { title: Text; words: Word[] }

const word = (insert: string, zh: string, en: string): Word => ({ insert, says: { zh, en } });

/** The tag language on one page; a click inserts the word. */
export const CHAPTERS: Chapter[] = [
  {
    title: { zh: "函数", en: "Functions" },
    words: [
      word("count(view, 30d)", "做了几次", "how many times"), word("days(view, 30d)", "有几天做过", "on how many days"),
      word("distinct(fav, 30d)", "涉及几种商品", "how many different goods"), word("sum(paid, amount, 30d)", "金额合计（元）", "money in all"),
      word("last(paid)", "距最近一次几天", "days since the last"), word("first(paid)", "距第一次几天", "days since the first"),
      word('share(view, category = "美妆", 30d)', "占同类行为的比例", "part of all such acts"), word("trend(view, 7d, 28d)", "近期日均 ÷ 长期日均", "short daily rate over long"),
      word("sequence(view -> cart -> paid within 2h, 30d)", "依次发生", "one after another"), word('decayed(view, half_life = 7d)', "随时间减半的分数", "a score that halves"),
      word('fact("city")', "资料", "a fact"), word("age()", "年龄", "age"), word('tag("keen_browser")', "带有标签", "carries a tag"),
      word('segment("vip")', "属于分群", "stands in a segment"), word('crowd("spring")', "属于人群", "is in a crowd"),
    ],
  },
  {
    title: { zh: "行为", en: "Acts" },
    words: [
      word("view", "浏览商品", "viewed goods"), word("page", "浏览页面", "viewed pages"), word("click", "点击推荐", "clicked recommendations"), word("search", "搜索", "searched"),
      word("cart", "加购", "added to cart"), word("fav", "收藏", "favourited"), word("share", "分享", "shared"), word("placed", "下单", "placed orders"),
      word("paid", "支付", "paid orders"), word("buy", "购买商品", "bought goods"), word("return", "退货", "returned"), word("cancelled", "取消订单", "cancelled orders"),
    ],
  },
  {
    title: { zh: "筛选与连接", en: "Filters and joints" },
    words: [
      word('category = "美妆"', "类目", "category"), word('category in ("零食", "饮料")', "任一类目", "any of"), word('query contains "保湿"', "搜索词包含", "the search holds"), word("amount >= 100", "金额（元）", "money"),
      word(" and ", "并且（且）", "and"), word(" or ", "或者（或）", "or"), word("not ", "排除（非）", "not"), word(" between 3 and 5", "介于", "between"),
    ],
  },
  {
    title: { zh: "字段", en: "Fields" },
    words: [
      word("decay: {half_life: 14d, enter: 5, exit: 1}", "半衰期与进出门槛", "half-life, enter, exit"), word("ttl: 30d", "多久没有新行为就撤下", "ends after silence"), word("late: 48h", "多晚到的事件不再计入", "how late is too late"),
      word("purpose: personalisation", "用途", "purpose"), word("sensitivity: sensitive", "敏感度", "sensitivity"), word("owner: 运营", "负责人", "owner"), word("description: ", "说明", "description"),
    ],
  },
];
