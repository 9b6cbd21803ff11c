import { ask } from "./http";
import type { Balance, Inbox, Listed, Message } from "./types";

export const getInbox = () => ask<Inbox>("GET", "/v1/me/messages");

/** Say that a message was read, or put it away: then it does not come again. */
export function tellMessage(id: string, what: "read" | "dismiss"): Promise<Message> {
  return ask("POST", `/v1/me/messages/${encodeURIComponent(id)}/${what}`);
}

export const getSubscriptions = () => ask<Listed<Balance>>("GET", "/v1/me/subscriptions");

/** One tap on "allow", with an id of its own so that it counts once. */
export interface Tap {
  id: string;
  template: string;
  scene: string;
}
export const grant = (grants: Tap[]) => ask<Listed<Balance>>("POST", "/v1/me/subscriptions", { body: { grants } });
