import type { ModelCard, TagRow, Text } from "../../api/types";

/** One line of the catalogue, whichever layer it is of. */
export interface Line {
  tag: string; layer: string; label: Text; rule: Text; shoppers: number; state: string; owner: string; purpose: string;
  sensitivity: string; usedBy: string[]; filling: boolean; error: string; to: string;
}

/** Tags by definition and tags by model in one list, the largest first within each layer. */
export function rowsOf(tags: readonly TagRow[], models: readonly ModelCard[]): Line[] {
  const defined = tags.map((row): Line => ({ ...row, usedBy: row.used_by, to: `/tags/${row.tag}` }));
  const learned = models.map((card): Line => ({
    tag: card.tag, layer: "predicted", label: card.label, rule: card.target, shoppers: card.shoppers, owner: "", usedBy: [],
    state: card.state === "off" ? "draft" : "published", purpose: card.purpose, sensitivity: card.purpose === "sensitive" ? "sensitive" : "normal",
    filling: false, error: "", to: `/predicted/${card.tag}`,
  }));
  const order = ["fact", "behaviour", "predicted"];
  return [...defined, ...learned].sort((a, b) => order.indexOf(a.layer) - order.indexOf(b.layer) || b.shoppers - a.shoppers || a.tag.localeCompare(b.tag));
}

/** "tag:tea_lover" and the like as a place in the console. */
export function placeOf(use: string): { kind: string; id: string; to: string | null } {
  const at = use.search(/[: ]/);
  const kind = use.slice(0, at), id = use.slice(at + 1);
  const folder = { tag: "tags", crowd: "crowds", strategy: "strategies" }[kind];
  return { kind, id, to: folder ? `/${folder}/${encodeURIComponent(id)}` : null };
}
