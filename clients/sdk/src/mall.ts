import type { Clock } from "./clock";
import type { Answer, Platform } from "./platform";
import type { Store } from "./store";

/** Who the shopper is to the mall, and the token with which the mall's own server lets this client speak for them. */
export interface Session {
  /** Their id, as your server knows them. */
  shopper: string;
  /** Speaks for this shopper alone, for a short time. */
  token: string;
}

/** The mall as a client sees it: asks with the shopper's token, hears the time. */
export interface Mall {
  load(): Promise<void>;
  /** Who the shopper is, as far as it is known without asking. */
  shopper(): string | undefined;
  /** Return the session of now; asks the mall's own server for the first, and always with `isStale`. Rejects offline. */
  session(isStale?: boolean): Promise<Session>;
  /** Return earlier shoppers of this device, whose last events may still wait. */
  earlier(): Session[];
  /** Let go of an earlier session, or of all. */
  forget(session?: Session): void;
  /** Ask as the shopper of now, with a new token where the old one has run out; rejects when nothing answered. */
  ask(method: string, path: string, body?: object): Promise<Answer>;
  /** Ask with a session as it is. */
  as(session: Session, method: string, path: string, body?: object, isLast?: boolean): Promise<Answer>;
}

const KEY = "sessions";
const MOST = 3;

/** Return the mall at an address. */
export function mallAt(url: string, platform: Platform, store: Store, clock: Clock, signIn: () => Promise<Session>): Mall {
  // Who spoke on this device, newest first; `now` is asked for anew in every sitting, as somebody else may hold it.
  let sessions: Session[] = [], now: Session | undefined, entering: Promise<Session> | undefined;

  const keep = (kept: Session[]) => {
    sessions = kept.slice(0, MOST);
    store.write(KEY, sessions);
  };
  const enter = async () => {
    const { shopper, token } = await signIn(), session = { shopper, token };
    keep([session, ...sessions.filter((each) => each.shopper !== shopper)]);
    return (now = session);
  };
  const as: Mall["as"] = async ({ token }, method, path, body, isLast) => {
    const headers = { "Content-Type": "application/json", Authorization: `Bearer ${token}` };
    const answer = await platform.ask(method, url + path, headers, body && JSON.stringify(body), isLast);
    clock.heard(answer.time);
    return answer;
  };
  const session: Mall["session"] = async (isStale) => {
    if (now && !isStale) return now;
    entering = entering || enter();
    try {
      return await entering;
    } finally {
      entering = undefined;
    }
  };

  return {
    load: async () => {
      const before = (await store.read<Session[]>(KEY)) || [];
      sessions = sessions.concat(before.filter((each) => each.shopper !== (now && now.shopper)));
    },
    shopper: () => now && now.shopper,
    session,
    earlier: () => sessions.filter((each) => each !== now),
    forget: (session) => {
      now = session && now;
      keep(session ? sessions.filter((each) => each !== session) : []);
    },
    ask: async (method, path, body) => {
      const answer = await as(await session(), method, path, body);
      return answer.status === 401 ? as(await session(true), method, path, body) : answer;
    },
    as,
  };
}
