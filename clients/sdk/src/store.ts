import type { Platform } from "./platform";

export const PREFIX = "huozhao.kit.";

/** Small things that the kit remembers. Where the storage is full they live in the memory only. */
export interface Store {
  read<T>(key: string): Promise<T | undefined>;
  /** Write a value, or take it away when there is none. */
  write(key: string, value?: unknown): void;
}

/** Return the store of a platform. */
export function storeOf(platform: Platform): Store {
  return {
    read: (key) => platform.get(PREFIX + key).then(parsed) as Promise<never>,
    write: (key, value) => {
      const done = value === undefined ? platform.remove(PREFIX + key) : platform.set(PREFIX + key, JSON.stringify(value));
      done.catch(() => undefined);
    },
  };
}

/** Read JSON that may be anything, or missing. */
export function parsed(text: string | undefined): unknown {
  try {
    return text ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
