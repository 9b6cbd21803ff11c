import type { Calls } from "./calls";
import type { Popup } from "./pages";
import type { Store } from "./store";

/** How often this device lays anything over a page, whatever the mall sends. */
export interface Caps {
  /** Most popups in 24 hours. */
  aDay: number;
  /** Least minutes from one to the next. */
  minutesBetween: number;
}

/** The device's own caps on popups; they hold offline and across pages that were asked for at once. */
export interface Popups {
  load(): Promise<void>;
  /** Return the popup if it may be shown now, and count it as shown; otherwise null. */
  show(popup: Popup | null): Popup | null;
  /** Say what became of a popup. */
  say(id: string, what: "seen" | "dismissed"): void;
}

const KEY = "popups";
const DAY_MS = 86_400_000;
const MOST_IDS = 100;

/** Return the popups of this device; `now` is the mall's clock. */
export function popupsWith(caps: Caps, store: Store, calls: Calls, now: () => number): Popups {
  let ids: string[] = [], times: number[] = [];
  const say: Popups["say"] = (id, what) => calls.add("POST", `/v1/popups/${encodeURIComponent(id)}/${what}`);
  return {
    load: async () => {
      [ids, times] = (await store.read<[string[], number[]]>(KEY)) || [ids, times];
    },
    show: (popup) => {
      const at = now();
      times = times.filter((each) => at - each < DAY_MS);
      if (!popup || ids.includes(popup.id) || times.length >= caps.aDay
        || at - Math.max(...times, 0) < caps.minutesBetween * 60_000) return null;
      ids = [...ids, popup.id].slice(-MOST_IDS);
      times.push(at);
      store.write(KEY, [ids, times]);
      say(popup.id, "seen");
      return popup;
    },
    say,
  };
}
