import { client, unwrap } from "./client";
import type { Job, WechatNow, WechatPaymentPage, WechatPayment, WechatVisits } from "./types";

export type PaymentState = "" | "prepaid" | "paid" | "odd" | "settled" | "unshipped";
export interface Shipping { logistics: "city" | "express" | "pickup" | "virtual"; tracking_no: string; express_company: string }

export const wechatNow = (): Promise<WechatNow> => unwrap(client.GET("/v1/wechat", {}));
export const wechatPayments = (status: PaymentState, after = ""): Promise<WechatPaymentPage> =>
  unwrap(client.GET("/v1/wechat/payments", { params: { query: { status, after, limit: 50 } } }));
export const settlePayment = (number: string, step: "settle" | "reopen"): Promise<WechatPayment> =>
  unwrap(client.POST("/v1/wechat/payments/{number}/{step}", { params: { path: { number, step } } }));
export const tellShipping = (number: string, body: Shipping): Promise<WechatPayment> =>
  unwrap(client.POST("/v1/wechat/payments/{number}/shipping", { params: { path: { number } }, body }));
export const wechatVisits = (): Promise<WechatVisits> => unwrap(client.GET("/v1/wechat/visits", { params: { query: { limit: 31 } } }));
export const fetchVisits = (): Promise<Job> => unwrap(client.POST("/v1/wechat/visits/fetch", {}));
