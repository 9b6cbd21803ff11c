import { client, unwrap } from "./client";
import type {
  Job, Listing, Order, WechatNow, WechatPayment, WechatPaymentPage, WechatRefund, WechatRefundPage, WechatReview, WechatReviewPage, WechatRide,
  WechatRidePage, WechatVisits,
} from "./types";

export type PaymentState = "" | "prepaid" | "paid" | "odd" | "settled" | "unshipped";
export interface Shipping { logistics: "city" | "express" | "pickup" | "virtual"; tracking_no: string; express_company: string }

export const wechatNow = (): Promise<WechatNow> => unwrap(client.GET("/v1/wechat", {}));
export const wechatPayments = (status: PaymentState, after = ""): Promise<WechatPaymentPage> =>
  unwrap(client.GET("/v1/wechat/payments", { params: { query: { status, after, limit: 50 } } }));
export const settlePayment = (number: string, step: "settle" | "reopen" | "refund"): Promise<WechatPayment> =>
  unwrap(client.POST("/v1/wechat/payments/{number}/{step}", { params: { path: { number, step } } }));
export const tellShipping = (number: string, body: Shipping): Promise<WechatPayment> =>
  unwrap(client.POST("/v1/wechat/payments/{number}/shipping", { params: { path: { number } }, body }));
export const wechatVisits = (): Promise<WechatVisits> => unwrap(client.GET("/v1/wechat/visits", { params: { query: { limit: 31 } } }));
export const fetchVisits = (): Promise<Job> => unwrap(client.POST("/v1/wechat/visits/fetch", {}));

export type RideFilter = "trouble" | "open" | "";
export interface RideWish { order: string; shop: string; weight_g: number; kind: number; to: { name: string; phone: string; address: string } }

export const wechatRefunds = (status: "open" | "", after = ""): Promise<WechatRefundPage> =>
  unwrap(client.GET("/v1/wechat/refunds", { params: { query: { status, after, limit: 50 } } }));
export const refundAgain = (number: string): Promise<WechatRefund> => unwrap(client.POST("/v1/wechat/refunds/{number}/again", { params: { path: { number } } }));
export const refundByHand = (number: string): Promise<WechatRefund> => unwrap(client.POST("/v1/wechat/refunds/{number}/by-hand", { params: { path: { number } } }));
export const wechatRides = (status: RideFilter, after = ""): Promise<WechatRidePage> =>
  unwrap(client.GET("/v1/wechat/deliveries", { params: { query: { status, after, limit: 50 } } }));
export const askRide = (body: RideWish): Promise<WechatRide> => unwrap(client.POST("/v1/wechat/deliveries", { body }));
export const stepRide = (ride: WechatRide, step: "refresh" | "cancel"): Promise<WechatRide> =>
  unwrap(client.POST("/v1/wechat/deliveries/{order}/{step}", { params: { path: { order: ride.order, step } }, body: { shop: ride.shop, reason: 1 } }));
export const paidOrders = (): Promise<Listing<Order>> => unwrap(client.GET("/v1/orders", { params: { query: { status: "paid", limit: 100 } } }));
export const wechatReviews = (after = ""): Promise<WechatReviewPage> => unwrap(client.GET("/v1/wechat/reviews", { params: { query: { after, limit: 50 } } }));
export const decideReview = (id: string, step: "show" | "hide" | "reopen"): Promise<WechatReview> =>
  unwrap(client.POST("/v1/wechat/reviews", { body: { id, step } }));
