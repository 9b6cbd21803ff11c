import { pair } from "./pair";

export const trial = pair({
  title: "试验报告", lead: "同样的模拟城市，分别按货找的做法和通常的做法过几周，差多少、有多大把握",
  at: "{at} · {n} 座城市", history: "选一份报告", empty: "还没有试验报告", emptyHint: "试验在命令行里跑：几座模拟城市在几种做法下各生活几周，可以随时停下再接着跑。跑完加上 --keep 指向本店的数据目录，报告就出现在这里。模拟的顾客与本店的真实顾客无关。",
  how: "{cities} 座城市，每座 {shops} 家店、{shoppers} 位顾客、{skus} 种商品，生活 {days} 天（前 {warm} 天不计）。",
  caution: "同一座城市里的人、爱好和需要在各种做法下完全一样，所以差别来自做法。顾客是模拟的：数字用来比较做法，不是对本店的承诺。",
  legendDot: "一座城市", legendSpan: "平均与 95% 区间", legendZero: "没有差别", legendClaim: "宣称的目标",
  versus: "{first} 对比 {other}", measure: "指标", other: "对照", change: "相对变化", verdict: "结论",
  units: { hours: "{n} 小时", times: "{n} 次/年" },
  troubles: "运行中出过的问题", habits: "模拟顾客的习惯从哪里来",
}, {
  title: "Trial", lead: "The same simulated cities live some weeks with the whole loop and some the usual way: how much that changes, and how sure it is",
  at: "{at} · {n} cities", history: "Choose a report", empty: "No trial report yet", emptyHint: "A trial runs on the command line: simulated cities live some weeks under each arm, and it can be stopped and taken up again. With --keep and the data folder of this mall the report appears here. Simulated shoppers have nothing to do with your real ones.",
  how: "{cities} cities of {shops} shops, {shoppers} shoppers and {skus} goods each, over {days} days (the first {warm} are not counted).",
  caution: "People, tastes and needs of a city are the same under every arm, so what differs is the arm. Shoppers are simulated: the figures compare arms and promise nothing for your mall.",
  legendDot: "one city", legendSpan: "mean and 95 % interval", legendZero: "no difference", legendClaim: "what was claimed",
  versus: "{first} against {other}", measure: "Measure", other: "Other", change: "Relative change", verdict: "What it says",
  units: { hours: "{n} h", times: "{n} a year" },
  troubles: "What went wrong on the way", habits: "Where the habits of the simulated shoppers come from",
});
