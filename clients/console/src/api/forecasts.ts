import { client, unwrap } from "./client";
import type { ForecastLevel, ForecastWorth, Listing, Lot, Proposal, PurchaseOrder, SkuForecast, StockAlert, StockRow, TierRow } from "./types";

const path = (sku: string) => ({ path: { sku } });

export const forecast = (sku: string, shop: string, level: ForecastLevel): Promise<SkuForecast> =>
  unwrap(client.GET("/v1/forecasts/{sku}", { params: { ...path(sku), query: { shop, level } } }));
export const worth = (): Promise<ForecastWorth> => unwrap(client.GET("/v1/forecasts/worth", {}));

export const stockOf = (sku: string): Promise<Listing<StockRow>> => unwrap(client.GET("/v1/stock", { params: { query: { sku, limit: 200 } } }));
export const alertsOf = (sku: string): Promise<Listing<StockAlert>> => unwrap(client.GET("/v1/alerts", { params: { query: { sku, limit: 50 } } }));
export const proposalsOf = (sku: string): Promise<Listing<Proposal>> => unwrap(client.GET("/v1/proposals", { params: { query: { sku, limit: 50 } } }));
export const tiersOf = (sku: string): Promise<Listing<TierRow>> => unwrap(client.GET("/v1/tiers/goods", { params: { query: { sku, limit: 200 } } }));
export const lotsOf = (sku: string, shop: string): Promise<Listing<Lot>> => unwrap(client.GET("/v1/stock/{sku}/{shop}/lots", { params: { path: { sku, shop } } }));

/** The purchase orders that still bring a SKU, looked for among those that are not over. */
export async function comingOf(sku: string): Promise<PurchaseOrder[]> {
  const found: Listing<PurchaseOrder> = await unwrap(client.GET("/v1/purchase-orders", { params: { query: { limit: 200 } } }));
  return found.items.filter((order) => order.lines.some((line) => line.sku === sku && line.open > 0));
}
