import { say } from "./index";

const TABS = ["home", "category", "cart", "mine"] as const;

/** Name the tabs in the language in use. */
export function nameTabs(): void {
  TABS.forEach((tab, index) => uni.setTabBarItem({ index, text: say.value.common.tabs[tab], fail: () => undefined }));
}
