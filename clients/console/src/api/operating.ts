import { client, unwrap } from "./client";
import type { Correction, Cuts, FigureAlert, Listing, Trend, WeeklyReport } from "./types";

export type CutBy = "segment" | "arm" | "placement" | "shop" | "category";
export type CorrectionStep = "approve" | "reject" | "undo";

const stepped = <Step extends string>(id: string, step: Step) => ({ params: { path: { id, step } } });

export const cuts = (by: CutBy, days: number, depth: number): Promise<Cuts> =>
  unwrap(client.GET("/v1/board/cuts", { params: { query: { by, days, depth } } }));
export const boardFile = (format: "csv" | "xlsx", days: number): string => `/v1/board/export?format=${format}&days=${days}`;

export const figureAlerts = (state: string): Promise<Listing<FigureAlert>> =>
  unwrap(client.GET("/v1/board/alerts", { params: { query: { state } } }));
export const stepAlert = (id: string, step: "seen" | "undo"): Promise<FigureAlert> =>
  unwrap(client.POST("/v1/board/alerts/{id}/{step}", stepped(id, step)));

export const corrections = (state: string): Promise<Listing<Correction>> =>
  unwrap(client.GET("/v1/corrections", { params: { query: { state } } }));
export const lookForWeak = (): Promise<{ judged: number; weak: number; ended: number }> => unwrap(client.POST("/v1/corrections", {}));
export const stepCorrection = (id: string, step: CorrectionStep): Promise<Correction> =>
  unwrap(client.POST("/v1/corrections/{id}/{step}", stepped(id, step)));
export const retag = (id: string, sku: string, what: "approve" | "undo"): Promise<Correction> =>
  unwrap(client.POST("/v1/corrections/{id}/retag", { params: { path: { id } }, body: { sku, what } }));

export const trends = (state: string): Promise<Listing<Trend>> =>
  unwrap(client.GET("/v1/trends", { params: { query: { state } } }));
export const lookForTrends = (): Promise<{ judged: number; rising: number; new: number }> => unwrap(client.POST("/v1/trends", {}));
export const stepTrend = (id: string, step: "undo" | "follow"): Promise<Trend> =>
  unwrap(client.POST("/v1/trends/{id}/{step}", stepped(id, step)));

export const reports = (): Promise<Listing<WeeklyReport>> => unwrap(client.GET("/v1/reports", {}));
export const writeReport = (): Promise<WeeklyReport> => unwrap(client.POST("/v1/reports", { body: { week: null } }));
export const reportPage = (week: string, lang: string, format: "html" | "pdf" = "html"): string => `/v1/reports/${week}?lang=${lang}&format=${format}`;
