import type { Comparison, Experiment } from "../../api/experiments";
import type { MerchRule } from "../../api/types";

export const STATE_THEMES: Record<string, "primary" | "success" | "warning" | "default"> = { running: "success", stopped: "warning", draft: "primary", decided: "default" };
export const TONES: Record<string, "good" | "bad" | "calm" | "open"> = { winner: "good", control_wins: "calm", alike: "calm", guardrail: "bad", split_broken: "bad", open: "open", too_few: "open", waiting: "open" };

/** What may be done to an experiment in a state. */
export const stepsOf = (state: string): ("start" | "stop")[] => (state === "draft" ? ["start"] : state === "running" ? ["stop"] : []);
export const canDecide = (state: string): boolean => state === "running" || state === "stopped";

/** A rule of an arm as the rules page shows rules: what is not said is left open. */
export const asRule = (plain: Record<string, unknown>): MerchRule => ({ rule: "", placements: [], segments: [], goods: {}, starts_at: null, ends_at: null, position: 1, factor: 1, floor: 0, share: 1, days: 60, source: "", hold_out: 0, state: "on", ...plain, label: { zh: "", en: "", ...(plain.label as object) } }) as unknown as MerchRule;

/** The label of an arm. */
export const armOf = (item: Experiment, arm: string) => item.arms.find((each) => each.arm === arm)?.label;

/** Comparisons by metric, in the order of the report. */
export function byMetric(found: readonly Comparison[]): { metric: string; label: Comparison["label"]; isGoal: boolean; rows: Comparison[] }[] {
  const names = [...new Set(found.map((each) => each.metric))];
  return names.map((metric) => {
    const rows = found.filter((each) => each.metric === metric);
    return { metric, label: rows[0]!.label, isGoal: rows[0]!.is_goal, rows };
  });
}

/** How far an axis has to reach so that all intervals of some rows and zero fit. */
export function reachOf(rows: readonly Comparison[]): number {
  const ends = rows.flatMap((each) => (each.interval ? [Math.abs(each.interval.low ?? 0), Math.abs(each.interval.high ?? 0)] : []));
  return Math.max(0.01, ...ends.filter(Number.isFinite)) * 1.15;
}

/** The next of 1, 2, 5, 10 … so that an axis ends on a plain number. */
export function roundUp(value: number): number {
  const ten = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].find((step) => step * ten >= value)! * ten;
}
