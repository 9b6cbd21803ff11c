import { client, unwrap } from "./client";
import type { Assortment, Listing, RangeProposal } from "./types";

export type RangeStep = "approve" | "reject" | "undo";

export const rangeProposals = (state: string): Promise<Listing<RangeProposal>> =>
  unwrap(client.GET("/v1/range-proposals", { params: { query: { state } } }));
export const stepRange = (id: string, step: RangeStep): Promise<RangeProposal> =>
  unwrap(client.POST("/v1/range-proposals/{id}/{step}", { params: { path: { id, step } } }));
export const assortment = (shop: string, room: number): Promise<Assortment> =>
  unwrap(client.GET("/v1/assortments/{shop}", { params: { path: { shop }, query: { room } } }));
