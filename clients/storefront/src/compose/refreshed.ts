import { onPullDownRefresh, onShow } from "@dcloudio/uni-app";

/** Load when the page comes into sight, and again when it is pulled down. */
export function refreshed(load: () => Promise<unknown>): void {
  onShow(() => void load());
  onPullDownRefresh(async () => {
    await load();
    uni.stopPullDownRefresh();
  });
}
