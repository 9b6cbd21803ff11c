import { client, unwrap } from "./client";
import type { AlertCounts, AlertOrdered, AlertPage, StockAlert } from "./types";

export interface AlertFilter { state?: string; severity?: string; shop?: string; after?: string; limit?: number }
const one = (id: string) => ({ params: { path: { id } } });

export const alertPage = (query: AlertFilter): Promise<AlertPage> => unwrap(client.GET("/v1/alerts", { params: { query } }));
export const alertCounts = (): Promise<AlertCounts> => unwrap(client.GET("/v1/alerts/counts", {}));
export const acknowledgeAlert = (id: string): Promise<StockAlert> => unwrap(client.POST("/v1/alerts/{id}/acknowledge", one(id)));
export const snoozeAlert = (id: string, days: number): Promise<StockAlert> => unwrap(client.POST("/v1/alerts/{id}/snooze", { ...one(id), body: { days } }));
export const reopenAlert = (id: string): Promise<StockAlert> => unwrap(client.POST("/v1/alerts/{id}/reopen", one(id)));
export const orderAlert = (id: string, quantity: number | null): Promise<AlertOrdered> =>
  unwrap(client.POST("/v1/alerts/{id}/order", { ...one(id), body: { quantity } }));
