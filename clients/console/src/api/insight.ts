import { client, unwrap } from "./client";
import type { DaySizes, Listing, Recommendation, RfmPage, Shopper, ShopperRow, Thresholds, TimelineItem } from "./types";

export interface ShopperFilter { query?: string; segment?: string; after?: string; limit?: number }

export const shoppers = (query: ShopperFilter): Promise<Listing<ShopperRow>> =>
  unwrap(client.GET("/v1/shoppers", { params: { query } }));

export const shopper = (id: string): Promise<Shopper> =>
  unwrap(client.GET("/v1/shoppers/{shopper}", { params: { path: { shopper: id } } }));

export const timeline = (id: string, before?: string): Promise<Listing<TimelineItem>> =>
  unwrap(client.GET("/v1/shoppers/{shopper}/timeline", { params: { path: { shopper: id }, query: { before, limit: 50 } } }));

export const recommendations = (id: string, limit = 12): Promise<Listing<Recommendation>> =>
  unwrap(client.GET("/v1/shoppers/{shopper}/recommendations", { params: { path: { shopper: id }, query: { limit } } }));

export const rfm = (): Promise<RfmPage> => unwrap(client.GET("/v1/rfm"));

export const segmentSizes = (): Promise<Listing<DaySizes>> => unwrap(client.GET("/v1/rfm/sizes", { params: { query: { days: 180 } } }));

export const saveThresholds = (body: Thresholds): Promise<RfmPage> =>
  unwrap(client.PUT("/v1/rfm/thresholds", { body }));
