import type { Rule, RuleDraft } from "../../api/tiers";

export type Theme = "danger" | "primary" | "success" | "warning" | "default";
export const KINDS = ["order_up_to", "reorder_up_to", "newsvendor", "days_of_cover", "min_max"];
export const THEMES: Record<string, Theme> = { hot: "danger", steady: "primary", niche: "success", slow: "warning", new: "default" };

/** A rule without its words, as it is sent; min and max only where the policy knows them. */
export function draftOf(rule: Rule | RuleDraft): RuleDraft {
  const { kind, service_level, review_days, cover_days, min_units, max_units } = rule;
  return { kind, service_level, review_days, cover_days, min_units, max_units };
}
