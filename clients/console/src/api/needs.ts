import { client, unwrap } from "./client";
import type { Listing, Need, NeedPage, NeedSignal, Push } from "./types";

export interface NeedFilter { kind?: string; category?: string; region?: string; shopper?: string; state?: string; after?: string }
export type NeedStep = "dismiss" | "undo";
export type PushStep = "approve" | "reject" | "undo";

export const needs = (query: NeedFilter): Promise<NeedPage> => unwrap(client.GET("/v1/needs", { params: { query } }));
export const stepNeed = (id: string, step: NeedStep): Promise<Need> =>
  unwrap(client.POST("/v1/needs/{id}/{step}", { params: { path: { id, step } } }));
export const needSignals = (): Promise<Listing<NeedSignal> & { is_on: boolean }> => unwrap(client.GET("/v1/needs/demand", {}));
export const pushes = (): Promise<Listing<Push>> => unwrap(client.GET("/v1/push-proposals", {}));
export const stepPush = (id: string, step: PushStep): Promise<Push> =>
  unwrap(client.POST("/v1/push-proposals/{id}/{step}", { params: { path: { id, step } } }));
