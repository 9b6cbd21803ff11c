import { computed, ref, shallowRef, watch, type WatchSource } from "vue";

import type { ApiError } from "../api/client";
import type { Listing } from "../api/types";

/** A list read page by page with the API's cursor; a changed filter starts it anew. */
export function usePages<T>(ask: (after?: string) => Promise<Listing<T>>, filters: WatchSource[] = []) {
  const items = shallowRef<T[]>([]);
  const next = ref<string | null>(null);
  const error = shallowRef<ApiError | null>(null);
  const loading = ref(false);
  const ready = ref(false);
  let turn = 0;

  async function read(after?: string): Promise<void> {
    const mine = ++turn;
    loading.value = true;
    try {
      const page = await ask(after);
      if (mine !== turn) return;
      items.value = after ? [...items.value, ...page.items] : page.items;
      next.value = page.next;
      error.value = null;
      ready.value = true;
    } catch (reason) {
      if (mine === turn) error.value = reason as ApiError;
    } finally {
      if (mine === turn) loading.value = false;
    }
  }

  const reload = () => read();
  const more = () => (next.value ? read(next.value) : Promise.resolve());
  watch(filters, reload, { immediate: true });
  return { items, error, loading, ready, hasMore: computed(() => next.value !== null), reload, more };
}
