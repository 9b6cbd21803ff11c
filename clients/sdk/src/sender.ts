import { isForLater, type Calls } from "./calls";
import type { Clock } from "./clock";
import type { Mall, Session } from "./mall";
import type { Answer } from "./platform";
import type { Entry, Queue } from "./queue";

/** What became of events so far in this sitting. `refused` counts by the mall's reason. */
export interface Outcome {
  /** Stored now. */
  accepted: number;
  /** Had been stored before: an answer was lost. */
  duplicate: number;
  /** Never taken, by the mall's reason. */
  refused: Record<string, number>;
}

/** Brings the queue to the mall: in batches, as soon as it can be, and never again what was refused. */
export interface Sender {
  told: Outcome;
  /** Send before long; what comes until then goes along. */
  soon(): void;
  /** Send now, without waiting for the back-off to end: the network is back, or the app comes or goes. */
  hurry(isLast?: boolean): Promise<void>;
  /** Send all that waits; resolves when it is told or has to wait. Never rejects. */
  flush(isLast?: boolean): Promise<void>;
}

interface Receipt {
  accepted: number;
  duplicate: number;
  refused: { index: number; code: string }[];
}

type Timer = ReturnType<typeof setTimeout>;

const EVENTS = "/v1/events";
const SOON_MS = 1_000;
const BATCH = 50;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 300_000;
const EARLY = "time_in_future";
const SPLIT = [400, 413, 422];

/** Return the sender of a queue. What lies in the queue may leave: consent is asked before it comes there. */
export function senderOf(queue: Queue, calls: Calls, mall: Mall, clock: Clock): Sender {
  const told: Outcome = { accepted: 0, duplicate: 0, refused: {} };
  let timer: Timer | undefined, pause: Timer | undefined, sending: Promise<void> | undefined;
  let fails = 0, batch = BATCH;
  // The mall itself asked to be left alone for a while: a network that returns is then no reason to ask.
  let isAskedToWait = false;
  // The mall said that this client may not send at all; asking again helps no earlier than at the next visit.
  let isClosed = false;

  const count = (code: string | number) => {
    told.refused[code] = (told.refused[code] || 0) + 1;
  };

  /** Fix for good when and to whom something happened, before it is sent for the first time. */
  const stamped = async (entries: Entry[], mine: string): Promise<object> => {
    const bare = entries.filter((each) => !each.at || !each.shopper);
    for (const each of bare) {
      each.at = each.at || clock.at(each.local);
      each.shopper = each.shopper || mine;
    }
    if (bare.length) await queue.save(bare);
    return { events: entries.map(({ local, ...event }) => event) };
  };

  /** Let go of what the mall has or will never take; return the ms to wait before the next request. */
  const heard = ({ status, wait, body }: Answer, entries: Entry[]): number => {
    if (status < 300) {
      const { accepted, duplicate, refused } = body as Receipt;
      told.accepted += accepted;
      told.duplicate += duplicate;
      const kept = refused.filter(({ code }) => code === EARLY || count(code)).map(({ index }) => entries[index]);
      // The device's clock was set since: what the mall did not take for its time goes again with another one.
      queue.done(entries.filter((each) => !kept.includes(each) || (each.at = undefined)));
      batch = Math.min(BATCH, batch * 2);
    } else if (isForLater(status)) {
      return wait || 1;
    } else if (!SPLIT.includes(status)) {
      isClosed = true;
      return 1;
    } else if (entries.length > 1) {
      batch = Math.ceil(entries.length / 2); // one of them spoils the batch: halve until it stands alone
    } else {
      queue.done(entries);
      count(status);
    }
    return 0;
  };

  /** Send what waits of one shopper; return the ms to wait, 0 when all is told. */
  const of = async (session: Session, isEarlier: boolean, isLast?: boolean): Promise<number> => {
    for (let isFresh = isEarlier; ; ) {
      const entries = queue.next(session.shopper, batch, isEarlier);
      if (!entries.length) return 0;
      if (!clock.isSet()) await mall.as(session, "POST", EVENTS, { events: [] }); // what time is it?
      const answer = await mall.as(session, "POST", EVENTS, await stamped(entries, session.shopper), isLast);
      if (answer.status === 401 && !isFresh) {
        isFresh = true;
        session = await mall.session(true);
        continue;
      }
      // Nobody can speak for an earlier shopper now; what they did waits until they come back.
      const wait = answer.status === 401 && isEarlier ? 0 : heard(answer, entries);
      if (wait || answer.status === 401) return wait;
    }
  };

  const all = async (isLast?: boolean): Promise<number> => {
    const wait = await calls.flush();
    if (wait || !queue.size()) return wait;
    const session = await mall.session();
    for (const earlier of mall.earlier()) {
      const late = await of(earlier, true, isLast);
      if (late) return late;
      mall.forget(earlier);
    }
    return of(session, false, isLast);
  };

  const goOn = () => {
    clearTimeout(pause);
    pause = undefined;
    isAskedToWait = false;
  };

  /** Wait twice as long each time, not all clients at once, and at least as long as the mall asked. */
  const retry = (asked: number) => {
    const grown = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** fails++) * (0.5 + Math.random() / 2);
    isAskedToWait = asked > 1;
    pause = setTimeout(() => {
      goOn();
      void flush();
    }, Math.max(asked, grown));
  };

  const run = async (isLast?: boolean) => {
    if (isClosed || pause) return;
    const wait = await all(isLast).catch(() => 1); // nothing answered
    if (!wait) fails = 0;
    else if (!isClosed) retry(wait);
  };

  const flush = (isLast?: boolean): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    return (sending = sending || run(isLast).then(() => { sending = undefined; }));
  };

  return {
    told,
    soon: () => {
      timer = timer || setTimeout(() => flush(), queue.size() < batch ? SOON_MS : 0);
    },
    hurry: (isLast) => {
      isClosed = false;
      if (!isAskedToWait) goOn();
      return flush(isLast);
    },
    flush,
  };
}
