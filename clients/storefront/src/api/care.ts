import { ask } from "./http";
import type { Cared, Listed } from "./types";

/** The guides of what was received, with what is due when. */
export const getCare = () => ask<Listed<Cared>>("GET", "/v1/me/care");

/** Say how it is, when the guide asks. */
export const answerCare = (order: string, sku: string, stars: number, text: string) =>
  ask<{ is_new: boolean }>("POST", "/v1/me/care/answers", { body: { order, sku, stars, text } });
