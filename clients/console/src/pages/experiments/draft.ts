import type { Experiment, ExperimentIn } from "../../api/experiments";

export interface ArmDraft { arm: string; zh: string; en: string; percent: number; rules: Record<string, unknown>[] }
/** An experiment as the form edits it: shares in percent. */
export interface Draft {
  id: string; zh: string; en: string; arms: ArmDraft[]; goals: string[]; guardrails: string[]; layer: string; low: number; high: number;
  design: string; blockDays: number; correction: string; worth: number; before: number; tuned: number;
}

const round = (value: number) => Math.round(value * 10_000) / 100;

export const blank = (control: { zh: string; en: string }): Draft => ({
  id: "", zh: "", en: "", goals: ["conversion"], guardrails: ["refund_rate"], layer: "home", low: 0, high: 100, design: "shopper", blockDays: 1, correction: "holm", worth: 5, before: 14, tuned: 5000,
  arms: [{ arm: "control", ...control, percent: 50, rules: [] }, { arm: "a", zh: "", en: "", percent: 50, rules: [] }],
});

export const fromExperiment = (item: Experiment): Draft => ({
  id: item.experiment, zh: item.label.zh, en: item.label.en, goals: [...item.goals], guardrails: [...item.guardrails], layer: item.layer, low: round(item.low), high: round(item.high), design: item.design, blockDays: item.block_days,
  correction: item.correction, worth: round(item.worth), before: item.before_days, tuned: item.tuned_to,
  arms: item.arms.map((arm) => ({ arm: arm.arm, zh: arm.label.zh, en: arm.label.en, percent: round(arm.weight), rules: [...arm.rules] })),
});

/** The body to send. */
export const toBody = (draft: Draft): ExperimentIn => ({
  label: { zh: draft.zh.trim(), en: draft.en.trim() || draft.zh.trim() }, goals: draft.goals, guardrails: draft.guardrails.filter((each) => !draft.goals.includes(each)), layer: draft.layer.trim(), low: draft.low / 100, high: draft.high / 100,
  design: draft.design, block_days: draft.blockDays, correction: draft.correction, worth: draft.worth / 100, before_days: draft.before, tuned_to: draft.tuned,
  arms: draft.arms.map((arm) => ({ arm: arm.arm, weight: arm.percent / 100, label: { zh: arm.zh.trim() || arm.arm, en: arm.en.trim() || arm.zh.trim() || arm.arm }, rules: arm.rules })),
});

export const whole = (draft: Draft): number => Math.round(draft.arms.reduce((sum, arm) => sum + arm.percent, 0) * 100) / 100;

/** One arm more, all of even size. */
export function withArm(draft: Draft): ArmDraft[] {
  const name = "abcdef".split("").find((letter) => !draft.arms.some((arm) => arm.arm === letter)) ?? `arm_${draft.arms.length}`;
  return even([...draft.arms, { arm: name, zh: "", en: "", percent: 0, rules: [] }]);
}

/** Arms of even size that make 100 %, what is left over at the first. */
export function even(arms: readonly ArmDraft[]): ArmDraft[] {
  const share = Math.floor(10_000 / arms.length) / 100;
  return arms.map((arm, at) => ({ ...arm, percent: at ? share : Math.round((100 - share * (arms.length - 1)) * 100) / 100 }));
}
