import { place } from "../store/place";
import { ask, Failure } from "./http";
import type { Completion, Detail, Favourite, Found, Goods, Listed, Reviews, Shop, SizeAdvice, Storefront } from "./types";

const here = () => ({ ...place() });
const of = (sku: string) => `/v1/storefront/goods/${encodeURIComponent(sku)}`;
const mark = (sku: string) => `/v1/me/favourites/${encodeURIComponent(sku)}`;

export const getStorefront = () => ask<Storefront>("GET", "/v1/storefront");
export const getShops = () => ask<Listed<Shop>>("GET", "/v1/storefront/shops", { query: here() });

/** Goods in a category, named by its path from broad to narrow. */
export const getGoods = (path: readonly string[], after = "", limit = 20) =>
  ask<Listed<Goods>>("GET", "/v1/storefront/goods", { query: { category: path.join(" > "), after, limit, ...here() } });
export const getDetail = (sku: string) => ask<Detail>("GET", of(sku), { query: here() });

/** Several products, and the SKUs of those that are no longer on sale. Throws Failure where the mall does not answer. */
export async function getDetails(skus: readonly string[]): Promise<{ found: Detail[]; gone: string[] }> {
  const answers = await Promise.all(skus.map((sku) => getDetail(sku).catch((failure: unknown) => {
    if (failure instanceof Failure && failure.code === "unknown_sku") return null;
    throw failure;
  })));
  return { found: answers.flatMap((each) => each ?? []), gone: skus.filter((_, n) => !answers[n]) };
}
export const getReviews = (sku: string, limit = 20) => ask<Reviews>("GET", `${of(sku)}/reviews`, { query: { limit } });

/** Which size fits; refused for goods that have no sizes. */
export const getSizeAdvice = (spu: string) => ask<SizeAdvice>("GET", "/v1/me/size-advice", { query: { spu } });

export const getFavourites = () => ask<Listed<Favourite>>("GET", "/v1/me/favourites", { query: here() });
export const favour = (sku: string, isFavourite: boolean) => ask<unknown>(isFavourite ? "PUT" : "DELETE", mark(sku));

/** How hits are narrowed. */
export interface Narrowed {
  category?: string;
  max_price_fen?: number;
}

export const findGoods = (q: string, narrowed: Narrowed, offset: number) =>
  ask<Found>("GET", "/v1/search", { query: { q, offset, limit: 20, ...narrowed, ...here() } });
export const complete = (q: string) => ask<Listed<Completion>>("GET", "/v1/search/suggest", { query: { q, limit: 8 } });
