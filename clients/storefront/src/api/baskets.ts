import { place, spotNow } from "../store/place";
import { whoAmI } from "../store/session";
import { ask } from "./http";
import type { BasketPromise, Place, Quote, TopUp } from "./types";

export interface BasketLine {
  sku: string;
  quantity: number;
}

/** Price a basket with the best coupons the shopper holds and the mall's promotions. */
export const getQuote = (lines: BasketLine[]) =>
  ask<Quote>("POST", "/v1/quotes", { body: { lines, shopper: whoAmI(), vouchers: "best" } });

/** Ask which shops would bring a basket to a place, here if none is given, together or apart, and how soon. */
export const getPromise = (lines: BasketLine[], to?: Place | null) =>
  ask<BasketPromise>("POST", "/v1/storefront/promises", { body: { lines, place: to ?? place() ?? null } });

/** Ask for small goods that close the gap to the discount which saves most for what lacks. */
export const getTopUp = (lines: BasketLine[]) =>
  ask<TopUp>("POST", "/v1/top-up", { body: { lines, shopper: whoAmI(), place: place(), city: spotNow.value?.city ?? "" } });
