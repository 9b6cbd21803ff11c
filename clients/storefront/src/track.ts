import { ask, Failure, newId } from "./api/http";
import { mallNow } from "./store/clock";
import { recall, remember } from "./store/kept";
import { whoAmI } from "./store/session";

/** The one place where the shop tells what happened. Names and properties are those of the mall's event catalogue. */
interface Happened {
  id: string;
  name: string;
  at: number;
  shopper: string;
  properties: Record<string, unknown>;
}

const KEY = "events";
const MOST = 500;
const BATCH = 50;
const SOON_MS = 2_000;
let waiting: Happened[] = recall<Happened[]>(KEY) ?? [];
let timer: ReturnType<typeof setTimeout> | undefined;
let sending: Promise<void> | null = null;

/** Put an event on the list; it is kept on the phone until the mall has it. */
export function track(name: string, properties: Record<string, unknown>): void {
  waiting = [...waiting, { id: newId("sf"), name, at: mallNow(), shopper: whoAmI(), properties }].slice(-MOST);
  remember(KEY, waiting);
  timer ??= setTimeout(() => void flush(), SOON_MS);
}

/** Send what waits; what the mall refuses is let go, what does not reach it waits on. */
export async function flush(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  sending ??= send().finally(() => (sending = null));
  await sending;
}

async function send(): Promise<void> {
  while (waiting.length) {
    const events = waiting.slice(0, BATCH).map((each) => ({ ...each, shopper: each.shopper || whoAmI() }));
    try {
      await ask("POST", "/v1/events", { body: { events } });
    } catch (failure) {
      if (!(failure instanceof Failure) || failure.kind !== "refused") return;
    }
    const sent = new Set(events.map((each) => each.id));
    waiting = waiting.filter((each) => !sent.has(each.id));
    remember(KEY, waiting);
  }
}
