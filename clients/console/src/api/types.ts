/** The shapes the console reads, as the HTTP contract states them. */

export interface Text { zh: string; en: string }
export interface Listing<T> { items: T[]; next: string | null }
export type Unit = "ratio" | "fen" | "count" | "days" | "minutes";

export interface Status {
  version: string; mall: string; timezone: string; currency: string; now: string; clock_speed: number; events: number; shoppers: number; goods: number; shops: number;
  stock_rows: number; failed_events: number; folds: { fold: string; position: number; lag: number; error: string | null }[];
  model: unknown; first_run: boolean; data_bytes: number; free_bytes: number;
}

export interface Card {
  metric: string; label: Text; help: Text; formula: string; better: string | null; value: number | null; unit: Unit; previous: number | null;
  series: { day: string; value: number | null }[];
}
export interface PlacementRow { placement: string; shown: number; clicked: number; ctr: number | null; orders: number }
export interface Board {
  now: string; simulated: boolean; cards: Card[]; by_placement: PlacementRow[];
  live: { events_last_minute: number; orders_today: number };
}

export interface ShopperRow {
  shopper: string; segment: string | null; segment_label?: Text | null; orders: number; spent_fen: number;
  last_order_at: string | null; last_seen_at: string | null;
}
export interface Fact { field: string; value: string | number | null; source: string; at: string | null; label?: Text | null }
export interface Tag { tag: string; layer: string; label: Text; evidence: Text; since: string | null }
export interface Rfm {
  recency_days: number; frequency: number; monetary_fen: number; r: number; f: number; m: number;
  segment: string; segment_label: Text;
}
export interface Shopper {
  shopper: string; facts: Fact[]; tags: Tag[]; rfm: Rfm | null; counts: Record<string, number>;
}
export interface TimelineItem {
  position: number; id: string; name: string; label: Text; at: string; properties: Record<string, unknown>;
}
export interface Deliverable { shop: string; shop_name: string; distance_km: number; minutes: number }
export interface Recommendation {
  sku: string; title: string; price_fen: number; image: string | null; position: number; score: number;
  reason: { code: string; text: Text; evidence: string[] }; deliverable: Deliverable | null;
}
export interface TagSummary { tag: string; layer: string; label: Text; rule: Text; shoppers: number }
export interface RfmPage {
  segments: { segment: string; label: Text; shoppers: number; spent_fen: number }[];
  thresholds: Record<string, unknown>; computed_at: string | null;
}

export interface StockRow {
  sku: string; title: string; shop: string; on_hand: number; reserved: number; in_transit: number; available: number;
  safety_stock: number | null; reorder_point: number | null; days_of_cover: number | null; alert: string | null;
}
export interface ShopStock {
  shop: string; name: string; city: string; longitude: number | null; latitude: number | null;
  on_hand: number; available: number; alerts: number;
}
export interface StockSummary {
  skus: number; shops: number; on_hand: number; reserved: number; in_transit: number; available: number; alerts: number;
  by_shop: ShopStock[];
}
export interface StockAlert {
  sku: string; title: string; shop: string; shop_name: string; available: number; safety_stock: number;
  order_quantity: number; why: Text;
}
export type ProposalState = "proposed" | "approved" | "edited" | "rejected" | "ordered";
export interface Step { label: Text; value: number; sign: string }
export interface Forecast {
  mean_per_day: number; quantiles: Record<string, number>; history: number[]; horizon: number[];
}
export interface Proposal {
  id: string; sku: string; title: string; shop: string; shop_name: string; quantity: number; value_fen: number;
  state: string; why: Text; arithmetic: Step[]; forecast: Forecast;
}
export interface Plan {
  plan: string; computed_at: string; proposals: number; quantity: number; value_fen: number; horizon_days: number;
  counts: Record<string, number>;
}
export interface PurchaseOrder {
  id: string; supplier: string | null; shop: string; lines: { sku: string; quantity: number; received: number }[];
  state: string; ordered_at: string; due_at: string | null;
}

export interface FailedEvent {
  id: string; at: string; source: string; code: string; message: string; field: string | null; hint: string; raw: unknown;
}
export interface Refusal { index: number; id: string | null; code: string; message: string; field: string | null; hint: string }
export interface Receipt { accepted: number; duplicate: number; refused: Refusal[]; position: number }

export interface Job {
  id: string; kind: string; state: "queued" | "running" | "done" | "failed" | "cancelled"; stage: string | null;
  stage_label: Text | null; done: number; total: number | null; started_at: string | null; finished_at: string | null;
  error: string | null; summary: Record<string, unknown> | null;
}
export interface ImportColumn {
  name: string; names: string[]; type: string; unit: string; required: boolean; help: Text; example: string;
}
export interface ImportKind { kind: string; label: Text; help: Text; columns: ImportColumn[] }
export interface Sku { sku: string; title: string; price_fen: number; image: string | null }
export interface Shop { shop: string; name: string; city: string }
