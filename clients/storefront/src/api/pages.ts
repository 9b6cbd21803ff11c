import { recall, remember } from "../store/kept";
import { place, spotNow } from "../store/place";
import { enter, whoAmI } from "../store/session";
import { ask, Failure } from "./http";
import type { Page } from "./types";

export interface PageAsk {
  sku?: string;
  category?: string[];
  skus?: string[];
  query?: string;
}

/** A page; `isKept` when the mall could not be reached and the last one that came stands in for it. */
export type ShownPage = Page & { isKept?: boolean };

const HOME = "home";

/** Ask for home. Without the mall the last home that this phone saw is shown, without popup and messages. */
export async function getHome(): Promise<ShownPage> {
  try {
    const page = await getPage(HOME);
    remember(HOME, page);
    return page;
  } catch (failure) {
    const kept = failure instanceof Failure && failure.kind !== "refused" ? recall<Page>(HOME) : null;
    if (!kept) throw failure;
    return { ...kept, popup: null, cards: [], isKept: true };
  }
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
