import { say, speak, spoken } from "./index";

const TABS = ["home", "category", "cart", "mine"] as const;

/** Speak the other language, on the tabs too. */
export function speakOther(): void {
  speak(spoken.value === "zh" ? "en" : "zh");
  nameTabs();
}

/** Name the tabs in the language in use. */
export function nameTabs(): void {
  TABS.forEach((tab, index) => uni.setTabBarItem({ index, text: say.value.common.tabs[tab], fail: () => undefined }));
}
