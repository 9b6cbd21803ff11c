import type { PageAsked } from "../../api/types";

export const PLACEMENTS = ["home", "category", "product", "cart", "order_done", "search", "popup"] as const;

/** What an operator types to ask for a page. */
export interface Draft { placement: string; shopper: string; sku: string; query: string; category: string; city: string }
export const blank = (): Draft => ({ placement: "home", shopper: "", sku: "", query: "", category: "", city: "" });

const path = (text: string): string[] => text.split("/").map((part) => part.trim()).filter(Boolean);

/** The page that a draft asks for: fields that its placement does not use are left out. */
export function toPage(draft: Draft): PageAsked {
  const page: Record<string, unknown> = { placement: draft.placement, shopper: draft.shopper.trim(), city: draft.city.trim() };
  if (draft.placement === "product") page.sku = draft.sku.trim();
  if (draft.placement === "search") page.query = draft.query.trim();
  if (draft.placement === "category") page.category = path(draft.category);
  return page as PageAsked;
}

/** Whether a draft holds all that its placement needs. */
export function isWhole(draft: Draft): boolean {
  const needs: Record<string, string> = { product: draft.sku, search: draft.query, category: draft.category };
  return (needs[draft.placement] ?? "given").trim() !== "";
}
