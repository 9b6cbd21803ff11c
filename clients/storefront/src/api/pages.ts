import { place, spotNow } from "../store/place";
import { enter, whoAmI } from "../store/session";
import { ask } from "./http";
import type { Page } from "./types";

export interface PageAsk {
  sku?: string;
  category?: string[];
  skus?: string[];
  query?: string;
}

/** Ask for a page of recommendations for this shopper, here and now. */
export async function getPage(placement: string, about: PageAsk = {}): Promise<Page> {
  await enter(); // so that the page is the shopper's own from the first
  return ask<Page>("POST", "/v1/page", {
    body: { placement, shopper: whoAmI(), place: place(), city: spotNow.value?.city ?? "", ...about },
  });
}

/** Say what became of a popup. */
export function tellPopup(id: string, what: "seen" | "dismissed"): Promise<unknown> {
  return ask("POST", `/v1/popups/${encodeURIComponent(id)}/${what}`, { body: { shopper: whoAmI() } });
}
