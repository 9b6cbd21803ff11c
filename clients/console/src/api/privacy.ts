import { client, unwrap } from "./client";
import type { LedgerProof, Listing, Notice, Purpose } from "./types";

export const purposes = (): Promise<Listing<Purpose>> => unwrap(client.GET("/v1/purposes", {}));
const of = (purpose: string) => ({ params: { path: { purpose } } });
export const notices = (purpose: string): Promise<Listing<Notice>> => unwrap(client.GET("/v1/notices/{purpose}", of(purpose)));
export const publishNotice = (purpose: string, zh: string, en: string, material: boolean): Promise<Notice> =>
  unwrap(client.POST("/v1/notices/{purpose}", { ...of(purpose), body: { zh, en, material } }));
export const proveConsents = (): Promise<LedgerProof> => unwrap(client.GET("/v1/consents/proof", {}));
export const decideFor = (shopper: string, purpose: string, given: boolean, evidence: string): Promise<unknown> =>
  unwrap(client.POST("/v1/consents", { body: { decisions: [{ shopper, purpose, given, evidence }], channel: "console" } as never }));
