import type { Page as Came } from "../../../sdk/src";
import { setClock } from "../store/clock";
import { place, spotNow } from "../store/place";
import { enter } from "../store/session";
import { kit } from "../track";
import { Failure } from "./http";
import type { Page } from "./types";

export interface PageAsk {
  sku?: string;
  category?: string[];
  skus?: string[];
  query?: string;
}

/** A page; "kept" when the mall did not answer in time and the last one that came stands in for it. */
export type ShownPage = Page & Pick<Came, "from" | "status">;

/** How long (ms) a page may take where nothing else could be shown. */
const PATIENCE_MS = 15_000;

/** Ask for home; where the mall takes long, the last home that this phone saw comes soon. Throws Failure. */
export async function getHome(): Promise<ShownPage> {
  const soon = await ask("home", {});
  return soon.from === "none" ? getPage("home") : soon;
}

/** Ask for a page of recommendations for this shopper, here and now. Throws Failure where there is nothing to show. */
export async function getPage(placement: string, about: PageAsk = {}): Promise<ShownPage> {
  const page = await ask(placement, about, PATIENCE_MS);
  // A page of another basket speaks of goods that do not lie in this one, and the phone knows not of which basket it was.
  if (page.from === "mall" || (page.from === "kept" && !about.skus)) return page;
  if (!page.status) await enter(); // whom the mall does not let in is told so, in the mall's words
  throw new Failure(page.status ? "broken" : "offline", "", page.status);
}

async function ask(placement: string, about: PageAsk, budgetMs?: number): Promise<ShownPage> {
  const page = await kit.getPage(placement, { place: place(), city: spotNow.value?.city ?? "", ...about }, budgetMs);
  if (page.from === "mall") setClock(kit.now());
  return page as unknown as ShownPage;
}
