import type { EChartsCoreOption } from "echarts/core";

import type { Backtest, Outcome } from "../../api/tiers";
import { BRAND, INK, LINE, PALETTE, QUIET, WARM } from "../../parts/charting";

export interface Mark { name: string; stock: number; fill: number; colour: string; symbol: string }
export interface Written { stockAxis: string; fillAxis: string; percent: (ratio: number) => string; days: (value: number) => string }
interface Curve { label: string; points: readonly { stock_days: number; fill: number }[] }

// Below half nobody looks, and above the last useful stock the lines only run flat.
const LEAST_FILL = 0.5;
const ENOUGH = 0.9995;

/** The points of a curve that are worth drawing: from half on, and only the first that meets all demand. */
export function worthDrawing(points: Curve["points"]): [number, number][] {
  const rising = [...points].sort((a, b) => a.stock_days - b.stock_days).filter((each) => each.fill >= LEAST_FILL);
  const full = rising.findIndex((each) => each.fill >= ENOUGH);
  return (full < 0 ? rising : rising.slice(0, full + 1)).map((each) => [each.stock_days, each.fill]);
}

/** Where the rules in use, the chosen ones and the real mall stand. */
export function marksOf(report: Backtest, names: { present: string; chosen: string; actual: string }): Mark[] {
  const mark = (name: string, each: Pick<Outcome, "stock_days" | "fill">, colour: string, symbol: string) => ({ name, stock: each.stock_days, fill: each.fill, colour, symbol });
  const found = [mark(names.present, report.present, INK, "circle"), mark(names.chosen, report.chosen, BRAND, "triangle")];
  return report.actual ? [...found, mark(names.actual, report.actual, WARM, "diamond")] : found;
}

/** Lines of policies and single marks over stock (logarithmic) and fill rate. */
export function curveOption(curves: Curve[], marks: Mark[], written: Written): EChartsCoreOption {
  const axis = { nameLocation: "middle", nameTextStyle: { color: QUIET }, splitLine: { lineStyle: { color: LINE } }, axisLine: { lineStyle: { color: LINE } } };
  const tooltip = (name: string, point: [number, number]) => `${name}<br>${written.fillAxis} ${written.percent(point[1])}<br>${written.stockAxis} ${written.days(point[0])}`;
  const lines = curves.map((curve, n) => ({
    name: curve.label, type: "line", data: worthDrawing(curve.points), symbolSize: 5, smooth: 0.15,
    lineStyle: { width: 2, color: PALETTE[n % PALETTE.length] }, itemStyle: { color: PALETTE[n % PALETTE.length] },
  }));
  const stands = marks.map((each) => ({
    name: each.name, type: "scatter", data: [[each.stock, each.fill]], symbol: each.symbol, symbolSize: 15, z: 5,
    itemStyle: { color: each.colour, borderColor: "#fff", borderWidth: 2 },
  }));
  return {
    grid: { left: 64, right: 24, top: 74, bottom: 54 },
    legend: { top: 0, left: 0, itemGap: 22, itemWidth: 18, textStyle: { color: INK, fontSize: 12, fontFamily: "sans-serif" }, data: [...lines, ...stands].map((each) => each.name) },
    tooltip: { trigger: "item", formatter: (point: { seriesName: string; data: [number, number] }) => tooltip(point.seriesName, point.data) },
    xAxis: { ...axis, type: "log", logBase: 2, name: written.stockAxis, nameGap: 30, axisLabel: { color: QUIET, formatter: (value: number) => written.days(value) } },
    yAxis: { ...axis, type: "value", name: written.fillAxis, nameGap: 48, min: (range: { min: number }) => Math.floor(range.min * 20) / 20, max: 1, axisLabel: { color: QUIET, formatter: written.percent } },
    series: [...lines, ...stands],
  };
}
