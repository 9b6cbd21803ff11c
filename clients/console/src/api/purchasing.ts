import { client, proof, unwrap } from "./client";
import type { Answered, FailedRow, Listing, Outgoing, PurchaseOrder, PurchasePage, Supplier, SupplierIn } from "./types";

export interface PurchaseFilter { state?: string; shop?: string; supplier?: string; late?: boolean; after?: string; limit?: number }
export interface Arrived { sku: string; quantity: number; damaged: number; lot: string; expires_on: string | null }
export interface Confirmed { sku: string; quantity: number | null; due_on: string | null; note: string }
export type Extra = "refuse" | "keep" | "quarantine";
export type Way = "hand" | "file" | "webhook";
const one = (id: string) => ({ params: { path: { id } } });

export const purchaseOrders = (query: PurchaseFilter): Promise<PurchasePage> => unwrap(client.GET("/v1/purchase-orders", { params: { query } }));
export const purchaseOrder = (id: string): Promise<PurchaseOrder> => unwrap(client.GET("/v1/purchase-orders/{id}", one(id)));
export const sendOrder = (id: string, way: Way, anyway: boolean): Promise<PurchaseOrder> =>
  unwrap(client.POST("/v1/purchase-orders/{id}/send", { ...one(id), body: { way, anyway } }));
export const confirmOrder = (id: string, lines: Confirmed[] | null): Promise<PurchaseOrder> =>
  unwrap(client.POST("/v1/purchase-orders/{id}/confirm", { ...one(id), body: { lines } }));
export const receiveOrder = (id: string, lines: Arrived[] | null, extra: Extra, reference: string): Promise<PurchaseOrder> =>
  unwrap(client.POST("/v1/purchase-orders/{id}/receive", { ...one(id), body: { lines, extra, reference } }));
export const cancelOrder = (id: string, reason: string): Promise<PurchaseOrder> =>
  unwrap(client.POST("/v1/purchase-orders/{id}/cancel", { ...one(id), body: { reason } }));
export const closeOrder = (id: string): Promise<PurchaseOrder> => unwrap(client.POST("/v1/purchase-orders/{id}/close", one(id)));
export const undoOrder = (id: string): Promise<PurchaseOrder> => unwrap(client.POST("/v1/purchase-orders/{id}/undo", one(id)));

/** The order as a file for its supplier. */
export async function orderFile(id: string, format: "xlsx" | "csv"): Promise<Blob> {
  const answer = await unwrap(client.GET("/v1/purchase-orders/{id}/export", { params: { path: { id }, query: { format } }, parseAs: "blob", headers: proof() }));
  return answer as unknown as Blob;
}
/** Send a sheet with suppliers' answers. */
export const importAnswers = (file: File): Promise<Answered> =>
  unwrap(client.POST("/v1/purchase-orders/confirmations", {
    body: { file: file.name },
    bodySerializer() {
      const form = new FormData();
      form.append("file", file, file.name);
      return form;
    },
  }));
export const failedRows = (): Promise<Listing<FailedRow>> => unwrap(client.GET("/v1/purchase-orders/confirmations/failed", {}));
export const dismissRow = (id: string): Promise<unknown> => unwrap(client.DELETE("/v1/purchase-orders/confirmations/failed/{id}", one(id)));

export const outgoing = (state: string): Promise<Listing<Outgoing>> => unwrap(client.GET("/v1/deliveries", { params: { query: { state } } }));
export const retryOutgoing = (id: string): Promise<Outgoing> => unwrap(client.POST("/v1/deliveries/{id}/retry", one(id)));

const of = (supplier: string) => ({ params: { path: { supplier } } });
export const suppliers = (after?: string): Promise<Listing<Supplier>> => unwrap(client.GET("/v1/suppliers", { params: { query: { after } } }));
export const putSupplier = (id: string, body: SupplierIn): Promise<Supplier> => unwrap(client.PUT("/v1/suppliers/{supplier}", { ...of(id), body }));
export const supplierSecret = (id: string): Promise<{ secret: string }> => unwrap(client.GET("/v1/suppliers/{supplier}/secret", of(id)));
export const rotateSecret = (id: string): Promise<{ secret: string }> => unwrap(client.POST("/v1/suppliers/{supplier}/secret", of(id)));
