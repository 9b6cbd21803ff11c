import { client, unwrap } from "./client";
import type { ErasureReceipt, Job, KeysState, LedgerProof, Listing, Minimisation, Notice, PrivacyRequest, ProcessingRecord, Purpose, RetentionReport } from "./types";

export const purposes = (): Promise<Listing<Purpose>> => unwrap(client.GET("/v1/purposes", {}));
const of = (purpose: string) => ({ params: { path: { purpose } } });
export const notices = (purpose: string): Promise<Listing<Notice>> => unwrap(client.GET("/v1/notices/{purpose}", of(purpose)));
export const publishNotice = (purpose: string, zh: string, en: string, material: boolean): Promise<Notice> =>
  unwrap(client.POST("/v1/notices/{purpose}", { ...of(purpose), body: { zh, en, material } }));
export const proveConsents = (): Promise<LedgerProof> => unwrap(client.GET("/v1/consents/proof", {}));
export const decideFor = (shopper: string, purpose: string, given: boolean, evidence: string): Promise<unknown> =>
  unwrap(client.POST("/v1/consents", { body: { decisions: [{ shopper, purpose, given, evidence }], channel: "console" } as never }));

export const requests = (before?: string): Promise<Listing<PrivacyRequest>> =>
  unwrap(client.GET("/v1/privacy/requests", { params: { query: { before, limit: 50 } } }));
export const receipt = (id: string): Promise<ErasureReceipt> =>
  unwrap(client.GET("/v1/privacy/receipts/{receipt}", { params: { path: { receipt: id } } })) as Promise<unknown> as Promise<ErasureReceipt>;
export const checkReceipt = (body: Record<string, unknown>): Promise<{ genuine: boolean }> =>
  unwrap(client.POST("/v1/privacy/receipts/verify", { body: body as never }));
export const keysState = (): Promise<KeysState> => unwrap(client.GET("/v1/privacy/keys", {}));
export const rotateKeys = (): Promise<Job> => unwrap(client.POST("/v1/privacy/rotate", {}));
export const retention = (): Promise<RetentionReport> => unwrap(client.GET("/v1/privacy/retention", {})) as Promise<unknown> as Promise<RetentionReport>;
export const runRetention = (): Promise<Job> => unwrap(client.POST("/v1/privacy/retention", {}));
export const minimisation = (): Promise<Minimisation> => unwrap(client.GET("/v1/privacy/minimisation", {}));
export const processingRecord = (): Promise<ProcessingRecord> => unwrap(client.GET("/v1/privacy/record", {}));
