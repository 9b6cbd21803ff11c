import type { Platform } from "./platform";
import { parsed, PREFIX, type Store } from "./store";

/** 0 goes first and is given up last. */
export type Level = 0 | 1 | 2;

/** One thing that happened. `local` is the device's own clock, `at` the mall's, fixed before it is sent the first time. */
export interface Entry {
  id: string;
  name: string;
  local: number;
  at?: number;
  shopper?: string;
  properties: object;
}

/** What waits to be told, in the memory and in the storage. */
export interface Queue {
  /** Take over what earlier sittings left; `beside` are sittings that still live and look after their own. */
  adopt(beside: string[]): Promise<void>;
  /** Add an entry; the write is under way when this returns. */
  add(level: Level, entry: Entry): void;
  /** Return at most `most` entries of a shopper, and of nobody yet unless `only`, most important and oldest first. */
  next(shopper: string, most: number, only?: boolean): Entry[];
  /** Write entries again that were changed; resolves when they are in the storage or cannot be. */
  save(entries: Entry[]): Promise<unknown>;
  /** Let go of entries that the mall has. */
  done(entries: Entry[]): void;
  /** Forget what waits in the memory. */
  clear(): void;
  /** How many entries wait. */
  size(): number;
  /** How many had to be given up, by level, since the kit came onto this device. */
  lost(): number[];
}

interface Chunk {
  key: string;
  level: Level;
  entries: Entry[];
  size: number;
  writing?: Promise<void>;
  /** In the storage stands something else than here, or nothing. */
  isStale?: boolean;
}

const WAITING = PREFIX + "q.";
const CHUNK_ENTRIES = 20;
const CHUNK_SIZE = 50_000;
const sizeOf = (entries: Entry[]) => JSON.stringify(entries).length;

/**
 * Return the queue of one sitting that keeps at most `most` characters. It lies in small chunks under keys of their own:
 * one more entry never writes the whole queue again, and two tabs never write the same key.
 */
export function queueOf(platform: Platform, store: Store, sitting: string, most: number): Queue {
  let chunks: Chunk[] = [], size = 0, made = 0, lost: number[] | undefined;
  const given = [0, 0, 0];

  const resize = (chunk: Chunk, now: number) => {
    size += now - chunk.size;
    chunk.size = now;
  };
  const holding = (entries: Entry[]) => chunks.filter((chunk) => chunk.entries.some((each) => entries.includes(each)));

  /** Bring the storage up to date; changes made while a write is under way go with one more write. */
  const save = (chunk: Chunk): Promise<void> => {
    chunk.isStale = true;
    return (chunk.writing = chunk.writing || write(chunk).then(() => { chunk.writing = undefined; }));
  };
  const write = async (chunk: Chunk) => {
    while (chunk.isStale) {
      chunk.isStale = false;
      try {
        const { key, entries } = chunk;
        await (entries.length ? platform.set(key, JSON.stringify(entries)) : platform.remove(key));
      } catch {
        chunk.isStale = true; // the storage is full: what waits lives in the memory until there is room
        const other = chunks.find((each) => each.level > chunk.level && !each.isStale && !each.writing);
        if (!other) return;
        other.isStale = true;
        await platform.remove(other.key);
      }
    }
  };

  /** Give up the oldest chunk of the least important level. */
  const giveUp = () => {
    const level = Math.max(...chunks.map((chunk) => chunk.level));
    const [gone] = chunks.splice(chunks.findIndex((chunk) => chunk.level === level), 1) as [Chunk];
    given[level] = given[level]! + gone.entries.length;
    resize(gone, 0);
    gone.entries = [];
    void save(gone);
    store.write("lost", total());
  };
  const total = () => given.map((now, level) => now + ((lost || [])[level] || 0));

  return {
    async adopt(beside) {
      lost = lost || (await store.read<number[]>("lost")) || [];
      for (const key of await platform.keys()) {
        const [level = 0, of = sitting] = key.startsWith(WAITING) ? key.slice(WAITING.length).split(".") : [];
        if (of === sitting || beside.includes(of)) continue;
        const entries = (parsed(await platform.get(key)) || []) as Entry[];
        if (!entries.length || chunks.some((chunk) => chunk.key === key)) continue;
        const chunk = { key, level: +level as Level, entries, size: 0 };
        resize(chunk, sizeOf(entries));
        chunks.push(chunk);
      }
    },
    add(level, entry) {
      let open = chunks.find((chunk) => chunk.level === level && chunk.entries.length < CHUNK_ENTRIES
        && chunk.size < CHUNK_SIZE && chunk.key.includes(sitting));
      if (!open) {
        open = { key: [WAITING + level, sitting, ++made].join("."), level, entries: [], size: 0 };
        chunks.push(open);
      }
      open.entries.push(entry);
      resize(open, open.size + sizeOf([entry]));
      while (size > most && chunks.length > 1) giveUp();
      void save(open);
    },
    next(shopper, most, only) {
      const mine = chunks.slice().sort((one, other) => one.level - other.level).map(({ entries }) =>
        entries.filter((each) => (each.shopper || (only ? "" : shopper)) === shopper));
      return ([] as Entry[]).concat(...mine).slice(0, most);
    },
    save: (entries) => Promise.all(holding(entries).map(save)),
    done(entries) {
      for (const chunk of holding(entries)) {
        chunk.entries = chunk.entries.filter((each) => !entries.includes(each));
        resize(chunk, chunk.entries.length && sizeOf(chunk.entries));
        if (!chunk.entries.length) chunks.splice(chunks.indexOf(chunk), 1);
        void save(chunk);
      }
      // There is room again for what had none.
      chunks.filter((chunk) => chunk.isStale && !chunk.writing).forEach(save);
    },
    clear() {
      chunks = [];
      size = 0;
    },
    size: () => chunks.reduce((sum, chunk) => sum + chunk.entries.length, 0),
    lost: total,
  };
}
