import { onMounted, onUnmounted, ref, shallowRef, watch, type Ref, type ShallowRef, type WatchSource } from "vue";

import { ApiError } from "../api/client";

export interface Load<T> {
  data: ShallowRef<T | null>;
  error: ShallowRef<ApiError | null>;
  loading: Ref<boolean>;
  reload: () => Promise<void>;
}

/** Load something when the view appears and whenever a source changes; a late answer to an old question is dropped. */
export function useLoad<T>(ask: () => Promise<T>, sources: WatchSource[] = []): Load<T> {
  const data = shallowRef<T | null>(null);
  const error = shallowRef<ApiError | null>(null);
  const loading = ref(true);
  let turn = 0;

  async function reload(): Promise<void> {
    const mine = ++turn;
    loading.value = true;
    try {
      const answer = await ask();
      if (mine !== turn) return;
      data.value = answer;
      error.value = null;
    } catch (reason) {
      if (mine === turn) error.value = reason as ApiError;
    } finally {
      if (mine === turn) loading.value = false;
    }
  }

  onMounted(reload);
  if (sources.length) watch(sources, reload);
  return { data, error, loading, reload };
}

/** Call `tick` every `seconds`, but only while the page is visible; it runs at once when the page is shown again. */
export function usePoll(tick: () => void, seconds: number): void {
  let timer: ReturnType<typeof setInterval> | undefined;
  const stop = () => clearInterval(timer);
  const start = () => {
    stop();
    timer = setInterval(tick, seconds * 1000);
  };
  const turn = () => {
    if (document.hidden) return stop();
    tick();
    start();
  };
  onMounted(() => {
    if (!document.hidden) start();
    document.addEventListener("visibilitychange", turn);
  });
  onUnmounted(() => {
    stop();
    document.removeEventListener("visibilitychange", turn);
  });
}
