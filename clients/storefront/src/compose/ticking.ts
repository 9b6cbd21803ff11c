import { onHide, onShow, onUnload } from "@dcloudio/uni-app";
import { ref } from "vue";

import { mallNow } from "../store/clock";

/** The mall's time (ms), moving on every second while the page is in sight. */
export function useTicking() {
  const now = ref(mallNow());
  let timer: ReturnType<typeof setInterval> | undefined;
  const stop = (): void => clearInterval(timer);
  onShow(() => {
    stop();
    now.value = mallNow();
    timer = setInterval(() => (now.value = mallNow()), 1_000);
  });
  onHide(stop);
  onUnload(stop);
  return now;
}
