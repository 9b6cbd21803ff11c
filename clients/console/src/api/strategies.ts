import { client, unwrap } from "./client";
import type { Lift, Listing, OfferKind, Strategy, StrategyIn } from "./types";

export type Step = "start" | "pause" | "end" | "undo";
const one = (id: string) => ({ params: { path: { id } } });

export const strategies = (): Promise<Listing<Strategy>> => unwrap(client.GET("/v1/strategies", {}));
export const strategy = (id: string): Promise<Strategy> => unwrap(client.GET("/v1/strategies/{id}", one(id)));
export const offers = (): Promise<Listing<OfferKind>> => unwrap(client.GET("/v1/offers", {}));
export const saveStrategy = (id: string, body: StrategyIn): Promise<Strategy> =>
  unwrap(client.PUT("/v1/strategies/{id}", { ...one(id), body }));
export const takeStep = (id: string, step: Step): Promise<Strategy> =>
  unwrap(client.POST("/v1/strategies/{id}/{step}", { params: { path: { id, step } } }));
export const lift = (id: string): Promise<Lift> => unwrap(client.GET("/v1/strategies/{id}/lift", one(id)));
