import { client, unwrap } from "./client";
import type { Lift, Listing, TopUp, TopUpAsked, TopUpEffect, TopUpOffer } from "./types";

export const tryTopUp = (body: TopUpAsked): Promise<TopUp> => unwrap(client.POST("/v1/top-up/try", { body }));
export const topUpEffect = (days: number): Promise<TopUpEffect> => unwrap(client.GET("/v1/top-up/effect", { params: { query: { days } } }));
export const topUpLift = (): Promise<Lift> => unwrap(client.GET("/v1/top-up/lift", {}));
export const topUpOffers = (days: number): Promise<Listing<TopUpOffer>> => unwrap(client.GET("/v1/top-up/offers", { params: { query: { days, limit: 20 } } }));
