import type { Mall } from "./mall";
import type { Store } from "./store";

/** A page of recommendations as the mall describes it (POST /v1/page). */
export interface Page {
  request_id: string;
  placement: string;
  zones: unknown[];
  popup: Popup | null;
  cards: unknown[];
  degraded: boolean;
  /** mall = just made; kept = the last one that came, as the mall did not answer in time; none = nothing to show. */
  from: "mall" | "kept" | "none";
}

/** What is laid over a page once. */
export interface Popup {
  id: string;
  title: { zh: string; en: string };
  body: { zh: string; en: string };
  coupon: string;
}

/** What a page is asked for besides its placement. */
export interface About {
  sku?: string;
  category?: string[];
  skus?: string[];
  query?: string;
  city?: string;
  place?: { longitude: number; latitude: number; system: string };
}

/** Where pages are kept. */
export const PAGE = "page.";

/** Return a page within the budget (ms), always; a late answer is kept for the next time. */
export async function pageOf(mall: Mall, store: Store, budget: number, isPersonal: boolean, placement: string,
                             about: About): Promise<Page> {
  // A page of one product or search comes again too seldom to be worth its room.
  const key = about.sku || about.query ? "" : PAGE + [placement, ...(about.category || [])].join(".");
  const ask = async (): Promise<Page> => {
    const { shopper } = await mall.session();
    const asked = { ...about, placement, personal: isPersonal, shopper: isPersonal ? shopper : "" };
    const { status, body } = await mall.ask("POST", "/v1/page", asked);
    if (status >= 300) throw status;
    const page: Page = { ...(body as Page), from: "mall" };
    if (key) store.write(key, page);
    return page;
  };
  const none: Page = { request_id: "", placement, zones: [], popup: null, cards: [], degraded: true, from: "none" };
  // Offers of another hour stay away.
  const kept = async (): Promise<Page> => {
    const page = key && (await store.read<Page>(key));
    return page ? { ...page, popup: null, cards: [], from: "kept" } : none;
  };
  return new Promise((resolve) => {
    const late = () => kept().then(resolve);
    const timer = setTimeout(late, budget);
    ask().then((page) => (clearTimeout(timer), resolve(page)), late);
  });
}
