import { client, unwrap } from "./client";
import type { Approved, Listing, Plan, Proposal, Shop, Sku, TransferOrder } from "./types";

interface Paging { after?: string; limit?: number }
export interface ProposalAsk { kind?: string; shop?: string; tier?: string; sku?: string; supplier?: string }
export interface ProposalFilter extends Paging, ProposalAsk { state?: string }

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
const NOTHING = { ids: [] as string[], all: false, kind: "", shop: "", sku: "", tier: "", supplier: "" };
export const approveMany = (ids: string[]): Promise<Approved> => unwrap(client.POST("/v1/proposals/approve", { body: { ...NOTHING, ids } }));
export const approveAll = (asked: ProposalAsk): Promise<Approved> =>
  unwrap(client.POST("/v1/proposals/approve", { body: { ...NOTHING, ...asked, all: true } }));

export const transfers = (query: Paging & { open?: boolean }): Promise<Listing<TransferOrder>> =>
  unwrap(client.GET("/v1/transfer-orders", { params: { query } }));
export const receiveTransfer = (id: string): Promise<TransferOrder> =>
  unwrap(client.POST("/v1/transfer-orders/{id}/receive", { ...one(id), body: { lines: null } }));
export const cancelTransfer = (id: string): Promise<TransferOrder> => unwrap(client.POST("/v1/transfer-orders/{id}/cancel", one(id)));
export const loseTransfer = (id: string): Promise<TransferOrder> => unwrap(client.POST("/v1/transfer-orders/{id}/lose", one(id)));
