import { client, unwrap } from "./client";
import type { Hearers, Listing, SlowGoods } from "./types";

export type SlowStep = "approve" | "reject" | "undo";
const one = (id: string) => ({ params: { path: { id } } });

export const slowGoods = (state: string): Promise<Listing<SlowGoods>> => unwrap(client.GET("/v1/slow-goods", { params: { query: { state } } }));
export const findSlowGoods = (): Promise<unknown> => unwrap(client.POST("/v1/slow-goods", {}));
export const hearers = (id: string): Promise<Hearers> => unwrap(client.GET("/v1/slow-goods/{id}/shoppers", one(id)));
export const editSlow = (id: string, discount: number, below_cost: boolean): Promise<SlowGoods> =>
  unwrap(client.POST("/v1/slow-goods/{id}/edit", { ...one(id), body: { discount, below_cost } }));
export const stepSlow = (id: string, step: SlowStep): Promise<SlowGoods> =>
  unwrap(client.POST("/v1/slow-goods/{id}/{step}", { params: { path: { id, step } } }));
