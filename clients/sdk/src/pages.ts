import type { Mall } from "./mall";
import type { Store } from "./store";

/** A page of recommendations as the mall describes it (POST /v1/page). */
export interface Page {
  /** Goes back with clicks and orders. */
  request_id: string;
  /** As it was asked for. */
  placement: string;
  /** Zones with their items, as POST /v1/page returns them. */
  zones: unknown[];
  /** What the mall would lay over it; give the page to `kit.popup`. */
  popup: Popup | null;
  /** Messages of the mall for the home page. */
  cards: unknown[];
  /** Something of it is missing: popular goods stand in. */
  degraded: boolean;
  /** mall = just made; kept = the last one that came, as the mall did not answer in time; none = nothing to show. */
  from: "mall" | "kept" | "none";
  /** Only with none: what the mall said instead, an HTTP status; 0 = it did not answer. */
  status?: number;
}

/** What is laid over a page once. */
export interface Popup {
  /** Names it to the mall, and on this device for good. */
  id: string;
  /** One line, in both languages. */
  title: { zh: string; en: string };
  /** What it says, in both languages. */
  body: { zh: string; en: string };
  /** The coupon that it offers, or empty. */
  coupon: string;
}

/** What a page is asked for besides its placement. */
export interface About {
  /** The product of the page; needed by placement product. */
  sku?: string;
  /** Path from broad to narrow; needed by placement category. */
  category?: string[];
  /** What lies in the cart, or was ordered. */
  skus?: string[];
  /** The words of a search; needed by placement search. */
  query?: string;
  /** Where the shopper is when it is not to be found from place. */
  city?: string;
  /** Where goods would go, in degrees; system is wgs84, gcj02 or bd09. */
  place?: { longitude: number; latitude: number; system: string };
}

/** Where pages are kept. */
export const PAGE = "page.";

/** Return a page within the budget (ms), always; a late answer is kept for the next time. Nothing is asked before `told`. */
export async function pageOf(mall: Mall, store: Store, budget: number, told: Promise<unknown>, isPersonal: boolean,
                             placement: string, about: About): Promise<Page> {
  // A page of one product or search comes again too seldom to be worth its room.
  const key = about.sku || about.query ? "" : PAGE + [placement, ...(about.category || [])].join(".");
  const ask = async (): Promise<Page> => {
    await told;
    const { shopper } = await mall.session();
    const { status, body } = await mall.ask("POST", "/v1/page", { ...about, placement, personal: isPersonal, shopper });
    if (status >= 300) throw status;
    const page: Page = { ...(body as Page), from: "mall" };
    if (key) store.write(key, page);
    return page;
  };
  // Offers of another hour stay away.
  const instead = async (why?: unknown): Promise<Page> => {
    const page = key && (await store.read<Page>(key));
    return page ? { ...page, popup: null, cards: [], from: "kept" } : {
      request_id: "", placement, zones: [], popup: null, cards: [], degraded: true, from: "none", status: Number(why) || 0 };
  };
  return new Promise((resolve) => {
    const late = (why?: unknown) => instead(why).then(resolve);
    const timer = setTimeout(late, budget);
    ask().then((page) => (clearTimeout(timer), resolve(page)), late);
  });
}
