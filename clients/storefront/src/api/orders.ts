import { place } from "../store/place";
import { ask } from "./http";
import type { BasketLine } from "./baskets";
import type { Listed, MyOrder } from "./types";

const of = (order: string, step = "") => `/v1/me/orders/${encodeURIComponent(order)}${step && `/${step}`}`;

/** What to order, under a key that makes pressing twice one order. */
export interface Wish {
  key: string;
  lines: BasketLine[];
  vouchers: string[] | "best";
  sale?: string;
  group?: string;
  address?: string;
}

export const placeOrder = (wish: Wish) => ask<MyOrder>("POST", "/v1/me/orders", { body: { ...wish, place: place() } });
export const getOrders = (limit = 50) => ask<Listed<MyOrder>>("GET", "/v1/me/orders", { query: { limit } });
export const getOrder = (order: string) => ask<MyOrder>("GET", of(order));
export const stepOrder = (order: string, step: "pay" | "cancel" | "receive") => ask<MyOrder>("POST", of(order, step));
export const startPayment = (order: string) => ask<{ number: string; payment: object }>("POST", "/v1/me/wechat/payments", { body: { order } });
export const askReturn = (order: string, lines: BasketLine[]) => ask<MyOrder>("POST", of(order, "return"), { body: { lines } });
