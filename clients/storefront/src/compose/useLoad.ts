import { ref, shallowRef } from "vue";

import { Failure, type FailureKind } from "../api/wire";
import { whyNot } from "./told";

export type LoadState = "loading" | "ready" | FailureKind;

/**
 * Load something for a page: its value, its state for StateView, and `load` to begin or to try again; `load` says whether it
 * came. What is there stays in sight where the mall does not answer, with the reason beside it; a refusal takes it away.
 */
export function useLoad<T>(get: () => Promise<T>) {
  const value = shallowRef<T | null>(null);
  const state = ref<LoadState>("loading");
  const reason = ref("");
  let turn = 0;

  async function load(): Promise<boolean> {
    const mine = ++turn; // an answer that was overtaken by a later question is not shown
    if (value.value === null) state.value = "loading";
    try {
      const got = await get();
      if (mine !== turn) return false;
      value.value = got;
      state.value = "ready";
      reason.value = "";
    } catch (failure) {
      if (mine !== turn) return false;
      const kind = failure instanceof Failure ? failure.kind : "broken";
      state.value = value.value !== null && kind !== "refused" ? "ready" : kind;
      reason.value = whyNot(failure);
    }
    return state.value === "ready" && !reason.value;
  }

  return { value, state, reason, load };
}
