import { dataOf } from "./exposure";
import type { Place } from "./trail";

/** What the kit wants to know of pages. */
export interface Watcher {
  opened(page: string, query: Record<string, string>): void;
  closed(): void;
  tapped(item: Place): void;
  shared(channel: string, page: string): void;
}

// The options of pages are whatever their authors wrote.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Loose = any;
declare let Page: Loose, Component: Loose;

const SHARES: Record<string, string> = { onShareAppMessage: "friend", onShareTimeline: "timeline" };

/** Wrap Page and Component so that every page made from now on is watched. */
export function wrapPages(watcher: Watcher): void {
  Page = wrapped(Page, (options) => watch(options, watcher, true));
  Component = wrapped(Component, ({ methods = {} }) => {
    // uni-app and Taro make pages of components; one that never hears of loading or showing is a part of a page.
    watch(methods, watcher, methods.onLoad || methods.onShow);
  });
}

function wrapped(make: Loose, look: (options: Loose) => void): Loose {
  return function (this: unknown, ...given: Loose[]) {
    quietly(() => look(given[0]));
    return make.apply(this, given);
  };
}

function watch(options: Loose, watcher: Watcher, isPage: boolean): void {
  const queries = new WeakMap<object, Record<string, string>>();
  for (const name of Object.keys(options)) {
    const channel = SHARES[name];
    if (typeof options[name] !== "function") continue;
    before(options, name, (page, event) => (channel ? watcher.shared(channel, routeOf(page)) : tapOf(event, watcher)));
  }
  if (!isPage) return;
  before(options, "onLoad", (page, query) => queries.set(page, query));
  before(options, "onShow", (page) => watcher.opened(routeOf(page), queries.get(page) || {}));
  before(options, "onHide", () => watcher.closed());
  before(options, "onUnload", () => watcher.closed());
}

/** Run `act` before a method; what the method is called with, as whom, and what it returns stay as they are. */
function before(options: Loose, name: string, act: (page: Loose, first: Loose) => void): void {
  const own = options[name];
  options[name] = function (this: unknown, ...given: unknown[]) {
    quietly(() => act(this, given[0]));
    return own && own.apply(this, given);
  };
}

function tapOf(event: Loose, watcher: Watcher): void {
  if (!event || event.type !== "tap") return;
  const item = dataOf(event.currentTarget.dataset);
  if (item.request) watcher.tapped(item);
}

const routeOf = (page: Loose): string => page.route || page.is;

/** The shop must never suffer from being watched. */
export function quietly(act: () => void): void {
  try {
    act();
  } catch {
    // What could not be noted is not told.
  }
}
