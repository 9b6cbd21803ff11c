import { client, unwrap } from "./client";
import type { Listing, Message, MessageRules, MessagesNow } from "./types";

export const messagesNow = (): Promise<MessagesNow> => unwrap(client.GET("/v1/messages", {}));
export const saveRules = (body: MessageRules): Promise<MessagesNow> => unwrap(client.PUT("/v1/messages/rules", { body }));
export const undoRules = (): Promise<MessagesNow> => unwrap(client.POST("/v1/messages/rules/undo", {}));
export const waitingMessages = (): Promise<Listing<Message>> => unwrap(client.GET("/v1/messages/waiting", { params: { query: { limit: 20 } } }));
export const messagesOf = (shopper: string): Promise<Listing<Message>> => unwrap(client.GET("/v1/shoppers/{shopper}/messages", { params: { path: { shopper } } }));
