/** What this phone remembers, under the shop's own names. Storage that is full or forbidden is as good as none. */
const OURS = "huozhao.shop.";

/** Return what was remembered under a name, or null. */
export function recall<T>(name: string): T | null {
  try {
    const found: unknown = uni.getStorageSync(OURS + name);
    return typeof found === "string" && found !== "" ? (JSON.parse(found) as T) : null;
  } catch {
    return null;
  }
}

/** Remember a value under a name. */
export function remember(name: string, value: unknown): void {
  try {
    uni.setStorageSync(OURS + name, JSON.stringify(value)); // as text: phones clone no proxies
  } catch {
    // the value lives on in memory
  }
}

/** Hear what another tab of the same browser remembers under a name; a mini program has no other. */
export function follow<T>(name: string, hear: (value: T | null) => void): void {
  // #ifdef H5
  globalThis.addEventListener?.("storage", ({ key }) => {
    if (key === OURS + name) hear(recall<T>(name));
  });
  // #endif
}

/** Forget one name. */
export function forget(name: string): void {
  try {
    uni.removeStorageSync(OURS + name);
  } catch {
    // nothing to forget
  }
}

/** Forget all: whoever was erased leaves nothing on the phone. */
export function forgetAll(): void {
  try {
    for (const name of uni.getStorageInfoSync().keys) if (name.startsWith(OURS)) uni.removeStorageSync(name);
  } catch {
    // nothing to forget
  }
}
