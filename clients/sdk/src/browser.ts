import { ITEM } from "./exposure";
import { quietly, type Watcher } from "./wrap";

/** Follow the pages of a browser by their address, whichever router changes it, and the taps on recommended items. */
export function watchBrowser(watcher: Watcher): void {
  const look = () => quietly(() => watcher.opened(...route()));
  for (const name of ["pushState", "replaceState"] as const) {
    const own = history[name];
    history[name] = function (this: History, ...given: Parameters<typeof own>) {
      own.apply(this, given);
      look();
    };
  }
  addEventListener("popstate", look);
  addEventListener("hashchange", look);
  document.addEventListener("visibilitychange", () => document.hidden || look());
  document.addEventListener("click", (event) => quietly(() => {
    const item = (event.target as Element).closest<HTMLElement>(ITEM);
    if (item) watcher.tapped(item.dataset);
  }), true);
  look();
}

function route(): [string, Record<string, string>] {
  const { hash, pathname, search } = location;
  const [page = "", asked = ""] = (hash[1] === "/" ? hash.slice(1) : pathname + search).split("?");
  const query: Record<string, string> = {};
  new URLSearchParams(asked).forEach((value, name) => (query[name] = value));
  return [page.slice(1) || "/", query];
}
