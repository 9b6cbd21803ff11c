import { answerOf, PATIENCE_MS, type Platform } from "./platform";

/** The part of a mini program's API that the kit uses. */
export interface Mini {
  getStorage(options: object): void;
  setStorage(options: object): void;
  removeStorage(options: object): void;
  getStorageInfo(options: object): void;
  request(options: object): void;
  onAppShow(act: () => void): void;
  onAppHide(act: () => void): void;
  onNetworkStatusChange(act: (now: { isConnected: boolean }) => void): void;
  createIntersectionObserver(of: unknown, options: object): MiniObserver;
  requestSubscribeMessage(options: object): void;
  getPrivacySetting?(options: object): void;
}

export interface MiniObserver {
  relativeToViewport(): MiniObserver;
  observe(selector: string, act: (seen: { intersectionRatio: number; dataset: object }) => void): void;
  disconnect(): void;
}

interface Replied {
  statusCode: number;
  header: Record<string, string>;
  data: unknown;
}

/** Turn a call with success and fail into a promise. */
export function promised<T>(call: (options: object) => void, options?: object): Promise<T> {
  return new Promise((success, fail) => call({ ...options, success, fail }));
}

/** Return the platform of a mini program. */
export function weapp(mini: Mini): Platform {
  return {
    name: "weapp",
    get: (key) => promised<{ data: string }>(mini.getStorage, { key }).then(({ data }) => data, () => undefined),
    set: (key, data) => promised(mini.setStorage, { key, data }),
    remove: (key) => promised(mini.removeStorage, { key }),
    keys: () => promised<{ keys: string[] }>(mini.getStorageInfo).then(({ keys }) => keys),
    async ask(method, url, header, data) {
      const { statusCode, header: heads, data: body } =
        await promised<Replied>(mini.request, { url, method, header, data, timeout: PATIENCE_MS });
      // Phones differ in how they spell the names of headers.
      const named = (name: string) => heads[Object.keys(heads).find((each) => each.toLowerCase() === name) || ""];
      return answerOf(statusCode, named, body);
    },
    beside: async () => [], // a mini program runs once on a phone
    onShow: (act) => mini.onAppShow(act),
    onHide: (act) => mini.onAppHide(act),
    onOnline: (act) => mini.onNetworkStatusChange(({ isConnected }) => isConnected && act()),
  };
}
