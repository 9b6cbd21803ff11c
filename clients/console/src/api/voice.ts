import { client, unwrap } from "./client";
import type { Listing, Ticket, TicketLift, TicketWhole, VoiceGoods, VoiceNewWord, VoiceReader, VoiceReading, VoiceWhole, VoiceWords } from "./types";

export type TicketStep = "send" | "acknowledge" | "start" | "solve" | "close" | "reject" | "undo";
export interface TicketChanges { note?: string; successor?: string; paused?: boolean }
const one = (id: string) => ({ params: { path: { id } } });

export const voices = (category: string): Promise<Listing<VoiceGoods>> => unwrap(client.GET("/v1/voice", { params: { query: { category } } }));
export const voiceOf = (spu: string, aspect = ""): Promise<VoiceWhole> => unwrap(client.GET("/v1/voice/goods/{spu}", { params: { path: { spu }, query: { aspect } } }));
export const readReview = (text: string, category: string): Promise<VoiceReading> => unwrap(client.POST("/v1/voice/read", { body: { text, category, sku: "" } }));
export const voiceWords = (): Promise<VoiceWords> => unwrap(client.GET("/v1/voice/words", {}));
export const newVoiceWords = (category: string): Promise<Listing<VoiceNewWord>> => unwrap(client.GET("/v1/voice/words/new", { params: { query: { category } } }));
export const putVoiceWords = (own: Record<string, never>): Promise<VoiceWords> => unwrap(client.PUT("/v1/voice/words", { body: own }));
export const undoVoiceWords = (): Promise<VoiceWords> => unwrap(client.POST("/v1/voice/words/undo", {}));
export const voiceReader = (): Promise<VoiceReader> => unwrap(client.GET("/v1/voice/reader", {}));
export const readBy = (is_on: boolean): Promise<VoiceReader> => unwrap(client.PUT("/v1/voice/reader", { body: { is_on } }));
export const tickets = (state: string): Promise<Listing<Ticket>> => unwrap(client.GET("/v1/tickets", { params: { query: { state } } }));
export const ticket = (id: string): Promise<TicketWhole> => unwrap(client.GET("/v1/tickets/{id}", one(id)));
export const ticketLift = (id: string): Promise<TicketLift> => unwrap(client.GET("/v1/tickets/{id}/lift", one(id)));
export const writeTicket = (spu: string, aspect: string): Promise<Ticket> => unwrap(client.POST("/v1/tickets", { body: { spu, aspect } }));
export const editTicket = (id: string, changes: TicketChanges): Promise<Ticket> => unwrap(client.POST("/v1/tickets/{id}/edit", { ...one(id), body: changes }));
export const stepTicket = (id: string, step: TicketStep): Promise<Ticket> =>
  unwrap(client.POST("/v1/tickets/{id}/{step}", { params: { path: { id, step } }, body: { successor: "" } }));
