import { client, unwrap } from "./client";
import type { Passage, PassagePage, AssistantWords, KnowledgeTaken, Listing, Matches, ReturnRequest, Talk, TalkFigures, Unanswered } from "./types";

export type TalkStep = "take" | "give-back" | "close";
export interface PassageBody { phrasings: string[]; answer: { zh: string; en: string }; source: string; on: boolean }
const one = (talk: string) => ({ params: { path: { talk } } });
const passage = (id: string) => ({ params: { path: { id } } });

export const talks = (state: string, after = ""): Promise<Listing<Talk>> => unwrap(client.GET("/v1/talks", { params: { query: { state, after } } }));
export const talk = (id: string): Promise<Talk> => unwrap(client.GET("/v1/talks/{talk}", one(id)));
export const stepTalk = (id: string, step: TalkStep): Promise<Talk> => unwrap(client.POST("/v1/talks/{talk}/{step}", { params: { path: { talk: id, step } } }));
export const answerTalk = (id: string, text: string): Promise<Talk> => unwrap(client.POST("/v1/talks/{talk}/answer", { ...one(id), body: { text } }));
export const noteTalk = (id: string, text: string): Promise<Talk> => unwrap(client.POST("/v1/talks/{talk}/note", { ...one(id), body: { text } }));
export const talkFigures = (days: number): Promise<TalkFigures> => unwrap(client.GET("/v1/talks/figures", { params: { query: { days } } }));

export const knowledge = (): Promise<PassagePage> => unwrap(client.GET("/v1/knowledge", {}));
export const unanswered = (): Promise<Listing<Unanswered>> => unwrap(client.GET("/v1/knowledge/unanswered", {}));
export const putPassage = (id: string, body: PassageBody): Promise<Passage> => unwrap(client.PUT("/v1/knowledge/{id}", { ...passage(id), body }));
export const removePassage = (id: string): Promise<unknown> => unwrap(client.DELETE("/v1/knowledge/{id}", passage(id)));
export const undoPassage = (id: string): Promise<Passage> => unwrap(client.POST("/v1/knowledge/{id}/undo", passage(id)));
export const importKnowledge = (text: string, kind: string): Promise<KnowledgeTaken> => unwrap(client.POST("/v1/knowledge/import", { body: { text, kind } }));
export const tryQuestion = (text: string): Promise<Matches> => unwrap(client.POST("/v1/knowledge/try", { body: { text } }));

export const assistantWords = (): Promise<AssistantWords> => unwrap(client.GET("/v1/assistant-words", {}));
export const putAssistantWords = (hand_over_words: string[], choices: { zh: string; en: string }[]): Promise<AssistantWords> =>
  unwrap(client.PUT("/v1/assistant-words", { body: { hand_over_words, choices } }));
export const undoAssistantWords = (): Promise<AssistantWords> => unwrap(client.POST("/v1/assistant-words/undo", {}));

export const returnRequests = (state: string): Promise<Listing<ReturnRequest>> => unwrap(client.GET("/v1/return-requests", { params: { query: { state } } }));
export const stepReturn = (id: string, step: "receive" | "refuse"): Promise<ReturnRequest> =>
  unwrap(client.POST("/v1/return-requests/{id}/{step}", { params: { path: { id, step } } }));
