import { client, unwrap } from "./client";
import type { Conflict, Decline, Expiring, Listing, LotRow, Quarantined, Sku, StockRow, StockSummary, Whereabouts, Withdrawn } from "./types";

export interface StockFilter { after?: string; limit?: number; shop?: string; sku?: string }
export interface Among { sku?: string; category?: string }

export const stock = (query: StockFilter): Promise<Listing<StockRow>> => unwrap(client.GET("/v1/stock", { params: { query } }));
export const stockSummary = (query: Among = {}): Promise<StockSummary> => unwrap(client.GET("/v1/stock/summary", { params: { query } }));
export const expiring = (days: number, after?: string): Promise<Expiring> =>
  unwrap(client.GET("/v1/stock/expiring", { params: { query: { days, after, limit: 50 } } }));
export const quarantined = (): Promise<Listing<Quarantined>> => unwrap(client.GET("/v1/stock/quarantine", {}));
export const conflicts = (): Promise<Listing<Conflict>> => unwrap(client.GET("/v1/stock/conflicts", {}));
export const declines = (after?: string): Promise<Listing<Decline>> => unwrap(client.GET("/v1/declines", { params: { query: { after, limit: 50 } } }));
export const lotsOf = (sku: string, shop: string): Promise<Listing<LotRow>> =>
  unwrap(client.GET("/v1/stock/{sku}/{shop}/lots", { params: { path: { sku, shop } } }));
export const whereabouts = (lot: string): Promise<Whereabouts> => unwrap(client.GET("/v1/stock/lots/{lot}", { params: { path: { lot } } }));
export const withdraw = (lot: string): Promise<Withdrawn> => unwrap(client.POST("/v1/stock/lots/{lot}/withdraw", { params: { path: { lot } } }));
export const release = (lot: string): Promise<Withdrawn> => unwrap(client.POST("/v1/stock/lots/{lot}/release", { params: { path: { lot } } }));
export const findGoods = (query: string): Promise<Listing<Sku>> => unwrap(client.GET("/v1/goods", { params: { query: { query, limit: 20 } } }));
