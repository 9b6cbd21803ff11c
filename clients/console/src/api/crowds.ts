import { client, proof, unwrap } from "./client";
import { saveFile } from "../save";
import type { Crowd, CrowdCount, CrowdExport, CrowdSize, Listing, Overlap, Use } from "./types";

const one = (id: string) => ({ params: { path: { id } } });

export const crowds = (): Promise<Listing<Crowd>> => unwrap(client.GET("/v1/crowds", {}));
export const crowd = (id: string): Promise<Crowd> => unwrap(client.GET("/v1/crowds/{id}", one(id)));
export const countCrowd = (expression: string): Promise<CrowdCount> => unwrap(client.POST("/v1/crowds/count", { body: { expression } }));
export const saveCrowd = (id: string, expression: string, label: { zh: string; en: string }): Promise<Crowd> =>
  unwrap(client.PUT("/v1/crowds/{id}", { ...one(id), body: { expression, label } }));
export const undoCrowd = (id: string): Promise<Crowd> => unwrap(client.POST("/v1/crowds/{id}/undo", one(id)));
export const removeCrowd = (id: string): Promise<unknown> => unwrap(client.DELETE("/v1/crowds/{id}", one(id)));
export const crowdSizes = (id: string): Promise<Listing<CrowdSize>> => unwrap(client.GET("/v1/crowds/{id}/sizes", one(id)));
export const crowdUses = (id: string): Promise<Listing<Use>> => unwrap(client.GET("/v1/crowds/{id}/uses", one(id)));
export const members = (id: string, after?: string): Promise<Listing<string>> =>
  unwrap(client.GET("/v1/crowds/{id}/members", { params: { path: { id }, query: { after, limit: 60 } } }));
export const overlap = (of: string[]): Promise<Overlap> => unwrap(client.POST("/v1/crowds/overlap", { body: { of } }));
export const startExport = (id: string, masked = true): Promise<CrowdExport> =>
  unwrap(client.POST("/v1/crowds/{id}/export", { ...one(id), body: { masked } }));
export const crowdExports = (): Promise<Listing<CrowdExport>> => unwrap(client.GET("/v1/crowd-exports", {}));

/** Fetch an export with the proof of who asks, and hand it to the browser as a file. */
export async function downloadExport(found: CrowdExport): Promise<void> {
  const answer = await fetch(`/v1/crowd-exports/${encodeURIComponent(found.export)}/csv`, { headers: proof() });
  saveFile(await answer.blob(), `${found.crowd}.csv`);
}
