import { answerOf, PATIENCE_MS, type Platform } from "./platform";

const LOCK = "huozhao:";
// Browsers refuse larger bodies of requests that may outlive their page.
const LAST_MOST = 60_000;

/** Return the platform of a browser. Its storage is written at once, so that a tab that dies loses nothing. */
export function h5(): Platform {
  const onVisibility = (isHidden: boolean, act: () => void) =>
    document.addEventListener("visibilitychange", () => document.hidden === isHidden && act());
  return {
    name: "h5",
    get: async (key) => localStorage.getItem(key) || undefined,
    set: async (key, text) => localStorage.setItem(key, text),
    remove: async (key) => localStorage.removeItem(key),
    keys: async () => Object.keys(localStorage),
    async ask(method, url, headers, body, isLast) {
      const keepalive = !!isLast && (body || "").length < LAST_MOST, patience = new AbortController();
      const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
      try {
        const got = await fetch(url, { method, headers, body, keepalive, signal: patience.signal, credentials: "omit" });
        return answerOf(got.status, (name) => got.headers.get(name), await got.json().catch(() => null));
      } finally {
        clearTimeout(timer);
      }
    },
    beside,
    onShow: (act) => onVisibility(false, act),
    onHide: (act) => {
      onVisibility(true, act);
      addEventListener("pagehide", act);
    },
    onOnline: (act) => addEventListener("online", act),
  };
}

/** Hold a lock for as long as this tab lives: the browser itself lets go of it, however the tab ends. */
async function beside(sitting: string): Promise<string[]> {
  const { locks } = navigator;
  if (!locks) return [];
  await new Promise<void>((done) => {
    locks.request(LOCK + sitting, { ifAvailable: true }, (mine) => (done(), mine && new Promise(() => undefined)))
      .catch(done);
  });
  const { held = [] } = await locks.query();
  return held.map(({ name }) => (name || "").slice(LOCK.length)).filter((each) => each !== sitting);
}
