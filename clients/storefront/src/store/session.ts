import { ref } from "vue";

import { Failure, send } from "../api/wire";
import { follow, recall, remember } from "./kept";

/** Who shops on this phone. A guest's secret stays on the phone and brings the same guest back; the token runs out. */
interface Session {
  secret?: string;
  isOfDemo?: boolean;
  shopper: string;
  token: string;
  until: string;
}

const KEY = "session";
const EARLY_MS = 60_000;
const session = ref<Session | null>(recall<Session>(KEY));
let entering: Promise<Session> | null = null;
follow<Session>(KEY, (theirs) => (session.value = theirs)); // one browser is one shopper, also after an erasure

/** Return the session, entering as a guest where there is none or its token runs out. Throws Failure. */
export async function enter(): Promise<Session> {
  if (session.value?.token && Date.parse(session.value.until) - EARLY_MS > Date.now()) return session.value;
  entering ??= knock().finally(() => (entering = null));
  return entering;
}

async function knock(): Promise<Session> {
  return keep((await throughWechat()) ?? (await asGuest()));
}

function keep(made: Session): Session {
  session.value = made;
  remember(KEY, made);
  return made;
}

function asGuest(): Promise<Session> {
  const secret = session.value?.secret ?? "";
  return send<Session>("POST", "/v1/storefront/session", { body: secret ? { secret } : {} });
}

/** Log in by WeChat inside of it; null elsewhere, and where the mall is not connected to WeChat. */
async function throughWechat(): Promise<Session | null> {
  let made: Session | null = null;
  // #ifdef MP-WEIXIN
  try {
    const { code } = await uni.login({ provider: "weixin" });
    // What was done as a guest before goes along: the guest's token says whose it is.
    const guest = session.value?.secret ? await asGuest().catch(() => null) : null;
    made = await send<Session>("POST", "/v1/wechat/session", { body: { code } }, guest?.token);
  } catch (failure) {
    if (failure instanceof Failure && failure.status !== 404) throw failure;
  }
  // #endif
  // #ifdef H5
  if (session.value?.isOfDemo) made = await byDemo().catch(() => null);
  // #endif
  return made;
}

/** Log in, in a browser, as the user that this guest is to the demo's fake WeChat. Throws Failure. */
export async function logInByDemo(): Promise<void> {
  keep(await byDemo());
}

async function byDemo(): Promise<Session> {
  const guest = await asGuest();
  const { code } = await send<{ code: string }>("POST", "/v1/storefront/wechat-code", {}, guest.token);
  const made = await send<Session>("POST", "/v1/wechat/session", { body: { code } }, guest.token);
  return { ...made, secret: guest.secret, isOfDemo: true };
}

/** Whether this phone's shopper came in through WeChat. */
export const isThroughWechat = (): boolean => whoAmI().startsWith("wx-");

/** Let go of the token, not of the guest: the next request asks for another. */
export function leave(): void {
  if (session.value) session.value = { ...session.value, token: "" };
}

/** Forget the guest too, after an erasure. */
export function startOver(): void {
  session.value = null;
}

/** The shopper's id, empty before entering. */
export const whoAmI = (): string => session.value?.shopper ?? "";
