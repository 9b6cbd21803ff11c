import type { EChartsCoreOption } from "echarts/core";

import { BRAND, INK, LINE, QUIET } from "../../parts/charting";

export const OURS = "huozhao";
/** The figures of the table, by their name in a report and their key among the texts; higher is better in the first three. */
export const ROWS: { name: string; key: string; share?: boolean }[] = [
  { name: "recall@20", key: "recall", share: true }, { name: "ndcg@20", key: "ndcg" }, { name: "mrr@20", key: "mrr" },
  { name: "coverage", key: "coverage", share: true }, { name: "novelty", key: "novelty" }, { name: "gini", key: "gini" },
];

export interface Bar { name: string; value: number; half: number; own: boolean }

/** Bars with whiskers of 95 %, ours first and in colour. */
export function barOption(bars: Bar[]): EChartsCoreOption {
  const names = bars.map((bar) => bar.name);
  const whiskers = bars.map((bar, at) => ({
    type: "line", silent: true, showSymbol: true, symbol: "rect", symbolSize: [2, 12], lineStyle: { color: INK, width: 1.5 }, itemStyle: { color: INK },
    data: [[Math.max(0, bar.value - bar.half), names[at]], [bar.value + bar.half, names[at]]], z: 3,
  }));
  return {
    grid: { left: 8, right: 48, top: 8, bottom: 8, containLabel: true },
    xAxis: { type: "value", min: 0, axisLabel: { color: QUIET }, splitLine: { lineStyle: { color: LINE } } },
    yAxis: { type: "category", data: names, inverse: true, axisTick: { show: false }, axisLine: { show: false }, axisLabel: { color: INK, fontSize: 13 } },
    series: [
      {
        type: "bar", barWidth: 22, data: bars.map((bar) => ({ value: bar.value, itemStyle: { color: bar.own ? BRAND : "#c4d3ce", borderRadius: 6 }, label: { color: bar.own ? "#fff" : INK } })),
        label: { show: true, position: "insideLeft", formatter: (at: { value: number }) => at.value.toFixed(3), color: INK, fontWeight: 600 },
      },
      ...whiskers,
    ],
  };
}

/** A difference of scores with its sign, four decimals. */
export const signed = (value: number): string => `${value > 0 ? "+" : ""}${value.toFixed(4)}`;
