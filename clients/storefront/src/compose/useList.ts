import { ref, shallowRef } from "vue";

import type { Listed } from "../api/types";
import { tellFailure } from "./told";
import { useLoad } from "./useLoad";

/** A list that comes piece by piece: its items, `load` for the first piece, `more` for the next. */
export function useList<T>(get: (after: string) => Promise<Listed<T>>) {
  const first = useLoad(() => get(""));
  const items = shallowRef<T[]>([]);
  const next = ref<string | null>(null);
  const isMore = ref(false);
  let turn = 0;

  async function load(): Promise<void> {
    turn += 1;
    await first.load();
    items.value = first.value.value?.items ?? [];
    next.value = first.value.value?.next ?? null;
  }

  async function more(): Promise<void> {
    if (next.value === null || isMore.value) return;
    const mine = turn; // a piece of what was asked before belongs to nothing any more
    isMore.value = true;
    try {
      const got = await get(next.value);
      if (mine !== turn) return;
      items.value = [...items.value, ...got.items];
      next.value = got.next;
    } catch (failure) {
      tellFailure(failure);
    } finally {
      isMore.value = false;
    }
  }

  /** Forget what is shown, so that another question begins with its own waiting. */
  function clear(): void {
    turn += 1;
    first.value.value = null;
    items.value = [];
    next.value = null;
  }

  return { items, next, isMore, state: first.state, reason: first.reason, load, more, clear };
}
