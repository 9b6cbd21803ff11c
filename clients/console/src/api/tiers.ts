import { client, unwrap } from "./client";
import type { components } from "./schema.gen";
import type { Job, Listing } from "./types";

type Schemas = components["schemas"];
export type Tiers = Schemas["TiersOut"];
export type Tier = Schemas["TierOut"];
export type TierRow = Schemas["TierRowOut"];
export type Rule = Schemas["TierRuleOut"];
export type RuleDraft = Omit<Rule, "label">;
export type Backtest = Schemas["BacktestOut"];
export type BacktestLine = Schemas["BacktestLineOut"];
export type BacktestTier = Schemas["BacktestTierOut"];
export type Outcome = Omit<Schemas["CurvePointOut"], "parameter">;
export interface LatestBacktest { report: Backtest | null; lines: BacktestLine[] }
export interface GoodsAsked { tier?: string; sku?: string; after?: string; limit?: number }

export const tiers = (): Promise<Tiers> => unwrap(client.GET("/v1/tiers", {}));
export const tierGoods = (query: GoodsAsked): Promise<Listing<TierRow>> => unwrap(client.GET("/v1/tiers/goods", { params: { query } }));
export const saveRule = (tier: string, body: RuleDraft): Promise<Tiers> => unwrap(client.PUT("/v1/tiers/{tier}/rule", { params: { path: { tier } }, body }));
export const resetRule = (tier: string): Promise<Tiers> => unwrap(client.DELETE("/v1/tiers/{tier}/rule", { params: { path: { tier } } }));
export const undoRules = (): Promise<Tiers> => unwrap(client.POST("/v1/tiers/undo", {}));
export const putByHand = (sku: string, shop: string, tier: string, note: string): Promise<unknown> =>
  unwrap(client.PUT("/v1/tier-overrides", { body: { sku, shop, tier, note } }));
export const takeOut = (sku: string, shop: string): Promise<unknown> => unwrap(client.DELETE("/v1/tier-overrides", { params: { query: { sku, shop } } }));
export const undoByHand = (sku: string, shop: string): Promise<unknown> => unwrap(client.POST("/v1/tier-overrides/undo", { body: { sku, shop } }));

/** The newest backtest, and the list of all. */
export async function latestBacktest(): Promise<LatestBacktest> {
  const { items } = await unwrap(client.GET("/v1/backtests", {}));
  const first = items[0];
  return { lines: items, report: first ? await backtest(first.id) : null };
}
export const backtest = (id: string): Promise<Backtest> => unwrap(client.GET("/v1/backtests/{backtest}", { params: { path: { backtest: id } } }));
export const startBacktest = (days: number): Promise<Job> => unwrap(client.POST("/v1/backtests", { body: { days, order_fen: null } }));
export const stepBacktest = (id: string, step: "use" | "undo"): Promise<Backtest> =>
  unwrap(client.POST("/v1/backtests/{backtest}/{step}", { params: { path: { backtest: id, step } } }));
