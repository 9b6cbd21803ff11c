import { ref } from "vue";

import { start } from "../../sdk/src";
import { enter, leave } from "./store/session";

/** The one place where the shop tells what happened, and asks for pages: the client kit, which follows pages by itself. */
export const kit = start({ url: import.meta.env.VITE_MALL_URL ?? "", signIn });
let shown = "";

/** Tell something; names and properties are those of the mall's event catalogue. */
export const track = kit.tell;
/** Tell that goods were laid side by side, and that what a product is made of was read. */
export const readCompared = kit.compare;
export const readFacts = kit.readIngredients;
/** Send what waits, now. */
export const flush = kit.flush;

/** Whether the shopper has still to be asked if the shop may remember what they look at. */
export const isUnasked = ref(false);
void kit.ready.then(() => (isUnasked.value = kit.agreed() === undefined));

/** Take the shopper's answer; a yes is told to the mall, which remembers nothing without. */
export function answer(given: boolean): void {
  isUnasked.value = false;
  if (given) kit.agree({ personalisation: true });
  else void kit.decline();
}

/** A switch of the privacy centre was turned, and the mall knows. */
export function turned(purpose: string, given: boolean): void {
  if (purpose !== "personalisation") return;
  isUnasked.value = false;
  if (given) kit.agree();
  else void kit.decline();
}

/** The mall made a page of the shopper's own: they agreed before, on another device. */
export async function agreedBefore(): Promise<void> {
  await kit.ready;
  if (kit.agreed() === undefined) turned("personalisation", true);
}

/** The shopper was erased: this phone forgets what it kept to tell, and asks again. */
export async function forgotten(): Promise<void> {
  await kit.purge();
  isUnasked.value = true;
}

/** Return who shops here; a token that the kit has shown already and asks for again has been refused. */
async function signIn(): Promise<{ shopper: string; token: string }> {
  if (shown && (await enter()).token === shown) leave();
  const { shopper, token } = await enter();
  shown = token;
  return { shopper, token };
}
