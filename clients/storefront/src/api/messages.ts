import { ask } from "./http";

/** Say that a message was read, or put it away: then it does not come again. */
export function tellMessage(id: string, what: "read" | "dismiss"): Promise<unknown> {
  return ask("POST", `/v1/me/messages/${encodeURIComponent(id)}/${what}`);
}
