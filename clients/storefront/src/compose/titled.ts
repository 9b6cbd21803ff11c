import { onShow } from "@dcloudio/uni-app";

/** Name the page in the language in use, whenever it comes into sight. */
export function titled(title: () => string): void {
  onShow(() => uni.setNavigationBarTitle({ title: title() }));
}
