import type { EChartsCoreOption } from "echarts/core";

export const INK = "#16302b";
export const QUIET = "#5d716c";
export const LINE = "#e4ebe8";
export const BRAND = "#0b7a6b";
export const SOFT = "rgba(56,160,140,.16)";
export const WARM = "#d97a1c";
/** Colours for several things at once, calm and told apart. */
export const PALETTE = ["#0b7a6b", "#d97a1c", "#5b8fd6", "#8bbf9f", "#b58ad0", "#e3b563", "#7a8f8a", "#c4412f"];

type Write = (value: number) => string;

/** The quiet axes and tooltip every chart of the console shares. */
export function frame(labels: string[], write: Write): EChartsCoreOption {
  return {
    grid: { left: 8, right: 16, top: 24, bottom: 8, containLabel: true },
    tooltip: { trigger: "axis", valueFormatter: (value: unknown) => (typeof value === "number" ? write(value) : "–") },
    xAxis: {
      type: "category", data: labels, boundaryGap: false, axisTick: { show: false },
      axisLine: { lineStyle: { color: LINE } }, axisLabel: { color: QUIET, hideOverlap: true },
    },
    yAxis: { type: "value", axisLabel: { color: QUIET, formatter: write }, splitLine: { lineStyle: { color: LINE } } },
  };
}

/** One soft line over days. */
export function lineOption(name: string, labels: string[], values: (number | null)[], write: Write): EChartsCoreOption {
  const series = {
    name, type: "line", data: values, smooth: 0.25, showSymbol: false, symbolSize: 7,
    lineStyle: { color: BRAND, width: 2.5 }, itemStyle: { color: BRAND }, areaStyle: { color: SOFT },
  };
  return { ...frame(labels, write), series: [series] };
}
