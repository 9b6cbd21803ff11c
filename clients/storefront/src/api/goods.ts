import { place } from "../store/place";
import { ask } from "./http";
import type { Delivery, Words } from "./types";

/** Goods as the shop shows them. */
export interface Goods {
  sku: string;
  spu: string;
  title: string;
  category: string[];
  price_fen: number;
  image: string | null;
  attributes: Record<string, string>;
  deliverable: Delivery | null;
}

export interface Variant {
  sku: string;
  title: string;
  price_fen: number;
  attributes: Record<string, string>;
  available: boolean;
}

export interface Review {
  stars: number | null;
  text: string;
  at: string;
}

export interface Detail extends Goods {
  variants: Variant[];
  launched_on: string | null;
  shelf_life_days: number | null;
  is_favourite: boolean;
  reviews: { count: number; stars: number | null; aspects: { label: Words; good: number; bad: number }[]; items: Review[] } | null;
}

export interface Shelf {
  name: string;
  count: number;
  children: { name: string; count: number }[];
}

export interface Listed<T> {
  items: T[];
  next: string | null;
}

const here = () => ({ ...place() });

export const getShelves = () => ask<Listed<Shelf>>("GET", "/v1/storefront/categories");
export const getGoods = (category: string[], after = "", limit = 20) =>
  ask<Listed<Goods>>("GET", "/v1/storefront/goods", { query: { category, after, limit, ...here() } });
export const getDetail = (sku: string) =>
  ask<Detail>("GET", `/v1/storefront/goods/${encodeURIComponent(sku)}`, { query: here() });
