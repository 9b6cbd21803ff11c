import type { Place, Tell } from "./trail";
import type { Mini } from "./weapp";

/** Tells which recommended items were really seen: at least half in view for at least half a second, once a request. */
export interface Exposure {
  /** An item came into view or went out of it. */
  saw(item: Place, ratio: number): void;
  /** The page went out of sight: nothing on it is being looked at. */
  hide(): void;
}

export const ITEM = "[data-request][data-sku]";
const HALF = 0.5;
const LONG_ENOUGH_MS = 500;

/** Return where an item stood, in the words of the events. */
export function placeOf({ request = "", placement = "", sku = "", position, zone }: Place) {
  return { request_id: request, placement, sku, position: Number(position) || 0, zone };
}

/** Return what is written on an element of a mini program; Taro keeps it in a document of its own and hands out a number. */
export function dataOf(dataset: Place & { sid?: string }): Place {
  const own = dataset.sid && typeof document === "object" && document.getElementById(dataset.sid);
  return own ? own.dataset : dataset;
}

/** Return the exposure of this sitting. */
export function exposureTo(tell: Tell): Exposure {
  const seen = new Set<string>(), timers = new Map<string, ReturnType<typeof setTimeout>>();
  return {
    saw: (item, ratio) => {
      const key = [item.request, item.zone, item.sku].join();
      if (!item.request || !item.sku || seen.has(key)) return;
      clearTimeout(timers.get(key));
      if (ratio < HALF) return;
      timers.set(key, setTimeout(() => {
        seen.add(key);
        tell("Recommendation Seen", placeOf(item));
      }, LONG_ENOUGH_MS));
    },
    hide: () => {
      timers.forEach(clearTimeout);
      timers.clear();
    },
  };
}

/** Watch items of a mini program's page or component; call it again when there are more. Returns how to stop. */
export function watchMini(exposure: Exposure, mini: Mini, of: unknown, selector: string): () => void {
  const observer = mini.createIntersectionObserver(of, { thresholds: [0, HALF], observeAll: true });
  observer.relativeToViewport().observe(selector, (now) => exposure.saw(dataOf(now.dataset), now.intersectionRatio));
  return () => observer.disconnect();
}

/** Watch all items of a browser's document, those that come later too. */
export function watchDocument(exposure: Exposure): void {
  const observer = new IntersectionObserver((all) => all.forEach((now) => {
    exposure.saw((now.target as HTMLElement).dataset, now.intersectionRatio);
  }), { threshold: [0, HALF] });
  const find = () => document.querySelectorAll(ITEM).forEach((each) => observer.observe(each));
  new MutationObserver(find).observe(document.documentElement, { childList: true, subtree: true });
  find();
}
