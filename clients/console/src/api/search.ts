import { client, unwrap } from "./client";
import type { Completions, Found, QueryReport, SynonymRule, SynonymsState } from "./types";

export interface Asked { q: string; shopper: string; category: string; offset: number }

/** Search as a shopper would; nothing is recorded. */
export const search = (asked: Asked): Promise<Found> => unwrap(client.GET("/v1/search", { params: { query: {
  q: asked.q, offset: asked.offset, record: false, ...(asked.shopper ? { shopper: asked.shopper } : {}), ...(asked.category ? { category: asked.category } : {}),
} } }));
export const complete = (q: string): Promise<Completions> => unwrap(client.GET("/v1/search/suggest", { params: { query: { q, limit: 8 } } }));
export const queries = (from: string, to: string): Promise<QueryReport> => unwrap(client.GET("/v1/search/queries", { params: { query: { from, to } } }));
export const synonyms = (): Promise<SynonymsState> => unwrap(client.GET("/v1/synonyms", {}));
export const writeSynonyms = (rules: SynonymRule[], version: number): Promise<SynonymsState> => unwrap(client.PUT("/v1/synonyms", { body: { rules, version } }));
export const undoSynonyms = (): Promise<SynonymsState> => unwrap(client.POST("/v1/synonyms/undo", {}));
