import type { Mall } from "./mall";
import type { Store } from "./store";

/** What is to be said in order and survives the app: consents, taps on "allow", what became of popups. */
export interface Calls {
  load(): Promise<void>;
  /** Put a call at the end. Saying it twice must do no harm. */
  add(method: string, path: string, body?: object): void;
  /** Say what waits; return the ms to wait before going on, 0 when all is said. Rejects when nothing answers. */
  flush(): Promise<number>;
  clear(): void;
}

type Call = [method: string, path: string, body?: object];

const KEY = "calls";
const MOST = 50;
/** Answers after which the same may be asked again later: not now, or not by this token. */
export const isForLater = (status: number) => status >= 500 || [401, 408, 425, 429].includes(status);

/** Return the calls of this device. */
export function callsTo(mall: Mall, store: Store): Calls {
  let waiting: Call[] = [];
  const keep = (now: Call[]) => {
    waiting = now.slice(-MOST);
    store.write(KEY, waiting.length ? waiting : undefined);
  };
  return {
    load: async () => {
      waiting = ((await store.read<Call[]>(KEY)) || []).concat(waiting);
    },
    add: (...call) => keep([...waiting, call]),
    flush: async () => {
      while (waiting[0]) {
        const call = waiting[0], { status, wait } = await mall.ask(...call);
        if (isForLater(status)) return wait || 1;
        keep(waiting.filter((each) => each !== call));
      }
      return 0;
    },
    clear: () => keep([]),
  };
}
