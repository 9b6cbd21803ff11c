import { ask } from "./http";
import type { Inbox, Message } from "./types";

export const getInbox = () => ask<Inbox>("GET", "/v1/me/messages");

/** Say that a message was read, or put it away: then it does not come again. */
export function tellMessage(id: string, what: "read" | "dismiss"): Promise<Message> {
  return ask("POST", `/v1/me/messages/${encodeURIComponent(id)}/${what}`);
}
