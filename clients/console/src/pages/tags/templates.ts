import type { Text } from "../../api/types";

export interface Template { name: Text; source: string }

const head = (tag: string, zh: string, en: string) => `tag: ${tag}\nlabel: {zh: ${zh}, en: ${en}}\n`;

/** Definitions to begin with. */
export const TEMPLATES: Template[] = [
  { name: { zh: "看得多", en: "Looks a lot" }, source: `${head("beauty_fan", "美妆高频浏览", "beauty browser")}when: count(view, category = "美妆", 30d) >= 10\npurpose: personalisation\nowner: 运营\n` },
  { name: { zh: "几个条件一起", en: "Several conditions" }, source: `${head("beauty_regular", "美妆常客", "beauty regular")}when: >\n  count(view, category = "美妆", 30d) >= 10\n  and distinct(fav, category = "面膜", 30d) >= 3\n  and count(paid, 30d) >= 2\n` },
  { name: { zh: "会淡去的兴趣", en: "Fading interest" }, source: `${head("camping_fan", "露营爱好者", "camping fan")}decay: {half_life: 14d, enter: 5, exit: 1}\nwhen: >\n  decayed(view | click, category = "露营")\n  + 3 * decayed(cart | fav, category = "露营")\n  + 5 * decayed(buy, category = "露营")\n` },
  { name: { zh: "先后发生", en: "One after another" }, source: `${head("quick_buyer", "看了就买", "buys at once")}when: sequence(view -> cart -> paid within 2h, 30d)\nttl: 30d\n` },
  { name: { zh: "升温", en: "Warming up" }, source: `${head("heating_up", "兴趣升温", "warming up")}when: trend(view, 7d, 28d) >= 2 and count(view, 7d) >= 5\n` },
  { name: { zh: "几档取值", en: "Several values" }, source: `${head("spender", "消费档次", "spending level")}values:\n  - {value: high, label: {zh: 高消费, en: high}, when: 'sum(paid, amount, 90d) >= 1000'}\n  - {value: middle, label: {zh: 中等, en: middle}, when: 'sum(paid, amount, 90d) >= 200'}\n  - {value: low, label: {zh: 低消费, en: low}, when: 'count(paid, 90d) >= 1'}\n` },
  { name: { zh: "资料", en: "Facts" }, source: `layer: fact\n${head("young_women_sz", "深圳年轻女性", "young women in Shenzhen")}when: fact("sex") in ("女", "female") and fact("city") = "深圳" and age() between 25 and 30\n` },
];
