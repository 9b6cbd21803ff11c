import { place } from "../store/place";
import { ask } from "./http";
import type { Answer, Confirmed, Talk } from "./types";

/** What the shopper is looking at while asking. */
export interface About {
  sku?: string;
  order?: string;
}

export const getTalk = () => ask<Talk>("GET", "/v1/me/assistant");

/** Write a message; under the same id it counts once, however often it is sent. */
export const write = (id: string, text: string, about: About) =>
  ask<Answer>("POST", "/v1/me/assistant", { body: { id, text, place: place() ?? null, sku: about.sku ?? "", order: about.order ?? "" } });
export const settle = (token: string, accept: boolean) => ask<Confirmed>("POST", "/v1/me/assistant/proposals", { body: { token, accept } });
export const judge = (n: number, up: boolean) => ask<Talk>("POST", "/v1/me/assistant/thumbs", { body: { n, up } });
export const handOver = () => ask<Talk>("POST", "/v1/me/assistant/hand-over");
export const closeTalk = () => ask<Talk>("POST", "/v1/me/assistant/close");
