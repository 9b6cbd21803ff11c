import { client, unwrap } from "./client";
import type { Listing, Plan, Proposal, Shop, Sku } from "./types";

interface Paging { after?: string; limit?: number }
export interface ProposalFilter extends Paging { state?: string; shop?: string }

export const shops = (): Promise<Listing<Shop>> => unwrap(client.GET("/v1/shops", {}));
export const sku = (id: string): Promise<Sku> => unwrap(client.GET("/v1/goods/{sku}", { params: { path: { sku: id } } }));

export const latestPlan = (): Promise<Plan> => unwrap(client.GET("/v1/plans/latest", {}));
export const proposals = (query: ProposalFilter): Promise<Listing<Proposal>> =>
  unwrap(client.GET("/v1/proposals", { params: { query } }));

const one = (id: string) => ({ params: { path: { id } } });
export const approve = (id: string): Promise<Proposal> =>
  unwrap(client.POST("/v1/proposals/{id}/approve", one(id)));
export const reject = (id: string, reason: string): Promise<Proposal> =>
  unwrap(client.POST("/v1/proposals/{id}/reject", { ...one(id), body: { reason } }));
export const edit = (id: string, quantity: number): Promise<Proposal> =>
  unwrap(client.POST("/v1/proposals/{id}/edit", { ...one(id), body: { quantity } }));
export const undo = (id: string): Promise<Proposal> => unwrap(client.POST("/v1/proposals/{id}/undo", one(id)));
export const approveMany = (ids: string[]): Promise<unknown> => unwrap(client.POST("/v1/proposals/approve", { body: { ids, all: false } }));
