import { ref, shallowRef } from "vue";

import { Failure, type FailureKind } from "../api/wire";
import { whyNot } from "./told";

export type LoadState = "loading" | "ready" | FailureKind;

/** Load something for a page: its value, its state for StateView, and `load` to begin or to try again. */
export function useLoad<T>(get: () => Promise<T>) {
  const value = shallowRef<T | null>(null);
  const state = ref<LoadState>("loading");
  const reason = ref("");
  let turn = 0;

  async function load(): Promise<void> {
    const mine = ++turn; // an answer that was overtaken by a later question is not shown
    if (value.value === null) state.value = "loading";
    try {
      const got = await get();
      if (mine !== turn) return;
      value.value = got;
      state.value = "ready";
    } catch (failure) {
      if (mine !== turn) return;
      state.value = failure instanceof Failure ? failure.kind : "broken";
      reason.value = whyNot(failure);
    }
  }

  return { value, state, reason, load };
}
