import { watch } from "vue";

import { say, spoken } from "./text";

/*
 * Everything that can be tapped in a browser can be reached by the keyboard and is named to a screen reader. Pages say
 * what a thing is (role, aria-label); the framework's own elements say nothing, so that is added here, in one place.
 */
const TAPPED = "[role=button],[role=link],[role=tab],[role=checkbox],[role=radio],[role=switch]";
const FOCUSED = "[tabindex='0'],input,textarea,a[href]";
const OWN: [string, string][] = [
  ["uni-button", "button"], [".uni-page-head-btn", "button"], [".uni-modal__btn", "button"], [".uni-modal", "dialog"],
  ["uni-toast", "alert"], [".uni-tabbar", "navigation"], [".uni-tabbar__item", "link"], [".uni-page-head__title", "heading"],
  [".h1", "heading"], [".h2", "heading"],
];
const opened = new Map<Element, Element | null>();
const left = new WeakMap<Element, Element | null>();

const all = (selector: string): HTMLElement[] => Array.from(document.querySelectorAll<HTMLElement>(selector));
const inSight = (found: HTMLElement): boolean => found.getClientRects().length > 0;
const page = (): HTMLElement | undefined => all("uni-page").find(inSight);
const dialog = (): HTMLElement | undefined => all("[role=dialog]").filter(inSight).pop();
const isIdle = (found: HTMLElement): boolean => found.hasAttribute("disabled") && found.getAttribute("disabled") !== "false";

/** Say of the framework's own elements what they are. */
function nameOwn(): void {
  for (const [selector, role] of OWN) for (const each of all(`${selector}:not([role])`)) {
    if (role !== "heading") each.setAttribute("role", role);
    else if (!each.closest("[role=button],[role=link]")) {
      each.setAttribute("role", role);
      each.setAttribute("aria-level", each.matches(".h2") ? "2" : "1");
    }
  }
  for (const each of all(".uni-page-head-btn")) each.setAttribute("aria-label", say.value.common.back);
  for (const each of all(".uni-tabbar")) each.setAttribute("aria-label", say.value.common.mall);
  for (const each of all(".uni-tabbar img")) each.setAttribute("alt", ""); // the words beside it say it
  for (const each of all(".uni-modal")) each.setAttribute("aria-label", each.querySelector(".uni-modal__bd")?.textContent ?? "");
}

/** Bring what can be tapped into the order of the keyboard, and labels of fields to the fields themselves. */
function reach(): void {
  nameOwn();
  for (const each of all(TAPPED)) {
    if (each.matches("uni-button")) each.setAttribute("aria-disabled", String(isIdle(each)));
    const wanted = isIdle(each) ? "-1" : "0";
    if (each.getAttribute("tabindex") !== wanted) each.setAttribute("tabindex", wanted);
  }
  for (const each of all("uni-input[aria-label],uni-textarea[aria-label]")) {
    each.querySelector("input,textarea")?.setAttribute("aria-label", each.getAttribute("aria-label") ?? "");
  }
  watchDialogs();
}

/** A dialog takes the focus when it opens and gives it back when it is gone. */
function watchDialogs(): void {
  for (const [each, before] of opened) if (!each.isConnected || !inSight(each as HTMLElement)) {
    opened.delete(each);
    (before as HTMLElement | null)?.focus();
  }
  const now = dialog();
  if (!now || opened.has(now)) return;
  opened.set(now, document.activeElement);
  (now.querySelector<HTMLElement>(FOCUSED) ?? now).focus();
}

/** Enter and the space bar tap; Escape puts a dialog away; Tab stays within one. */
function pressed(event: KeyboardEvent): void {
  const at = event.target as HTMLElement, open = dialog();
  if ((event.key === "Enter" || event.key === " ") && at.matches(TAPPED)) {
    event.preventDefault();
    at.click();
  } else if (event.key === "Escape" && open) {
    (open.querySelector<HTMLElement>(".uni-modal__btn") ?? open).click();
  } else if (event.key === "Tab" && open) {
    const stops = Array.from(open.querySelectorAll<HTMLElement>(FOCUSED)).filter(inSight);
    const end = event.shiftKey ? stops[0] : stops[stops.length - 1];
    if (stops.length && (at === end || !open.contains(at))) {
      event.preventDefault();
      stops[event.shiftKey ? stops.length - 1 : 0]?.focus();
    }
  }
}

/** On another page the focus begins at its title; back on one that was left, where it was. */
function turned(before: Element | null, focused: Element | null): void {
  const now = page();
  if (!now || now === before) return;
  if (before) left.set(before, focused);
  const known = left.get(now) as HTMLElement | null | undefined;
  const title = now.querySelector<HTMLElement>(".uni-page-head__title");
  title?.setAttribute("tabindex", "-1");
  (known?.isConnected ? known : title)?.focus({ preventScroll: true });
}

/** Follow the document from now on. */
export function beReachable(): void {
  let waits = false, shown: Element | null = null, focused: Element | null = null;
  const follow = (): void => {
    if (waits) return;
    waits = true;
    requestAnimationFrame(() => {
      waits = false;
      reach();
      const now = page() ?? null;
      if (now !== shown && shown) turned(shown, focused);
      shown = now;
    });
  };
  new MutationObserver(follow).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["disabled", "style"] });
  document.addEventListener("keydown", pressed);
  document.addEventListener("focusin", ({ target }) => {
    if ((target as Element).closest("uni-page") === shown) focused = target as Element;
  });
  watch(spoken, (language) => (document.documentElement.lang = language === "zh" ? "zh-CN" : "en"), { immediate: true });
  follow();
}
