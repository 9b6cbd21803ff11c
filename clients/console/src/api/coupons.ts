import { client, unwrap } from "./client";
import type { BasketQuote, Coupon, CouponIn, Listing, Sale, SaleIn } from "./types";

export type DraftStep = "start" | "stop" | "undo";
const one = (id: string) => ({ params: { path: { id } } });

export const coupons = (): Promise<Listing<Coupon>> => unwrap(client.GET("/v1/coupons", {}));
export const coupon = (id: string): Promise<Coupon> => unwrap(client.GET("/v1/coupons/{id}", one(id)));
export const saveCoupon = (id: string, body: CouponIn): Promise<Coupon> => unwrap(client.PUT("/v1/coupons/{id}", { ...one(id), body }));
export const stepCoupon = (id: string, step: DraftStep): Promise<Coupon> => unwrap(client.POST("/v1/coupons/{id}/{step}", { params: { path: { id, step } } }));
export const tryCoupon = (body: CouponIn, lines: { sku: string; quantity: number }[]): Promise<BasketQuote> =>
  unwrap(client.POST("/v1/coupons/preview", { body: { coupon: body, lines } }));
export const sales = (): Promise<Listing<Sale>> => unwrap(client.GET("/v1/sales", {}));
export const saveSale = (id: string, body: SaleIn): Promise<Sale> => unwrap(client.PUT("/v1/sales/{id}", { ...one(id), body }));
export const stepSale = (id: string, step: DraftStep): Promise<Sale> => unwrap(client.POST("/v1/sales/{id}/{step}", { params: { path: { id, step } } }));
