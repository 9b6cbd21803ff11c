import type { Kit, Options } from "./api";
import { watchBrowser } from "./browser";
import { h5 } from "./h5";
import { kitOn } from "./kit";
import { weapp, type Mini } from "./weapp";
import { quietly, wrapPages } from "./wrap";

export type { Kit, Options, State } from "./api";
export type { EventName, Told as EventProperties } from "./events.gen";
export type { Session } from "./mall";
export type { About, Page, Popup } from "./pages";

declare const wx: Mini | undefined;

let started: Kit | undefined;

/** Start the kit, before pages are made; a second call returns the same kit. */
export function start(options: Options): Kit {
  if (started) return started;
  // A browser inside WeChat has `wx` too, but without a mini program's storage.
  const mini = typeof wx === "object" && "getStorageInfo" in wx ? wx : undefined;
  const [kit, watcher] = kitOn(mini ? weapp(mini) : h5(), options, mini);
  if (options.auto !== false) quietly(() => (mini ? wrapPages : watchBrowser)(watcher));
  return (started = kit);
}
