import { ref, shallowRef, watch, type Ref } from "vue";

import type { ApiError } from "../api/client";
import { countCrowd } from "../api/crowds";
import type { CrowdCount } from "../api/types";

/** Count an expression a moment after it stops changing; a late answer to an old one is dropped. */
export function useCounted(expression: Ref<string>, rest_ms = 250) {
  const found = shallowRef<CrowdCount | null>(null);
  const error = shallowRef<ApiError | null>(null);
  const loading = ref(false);
  let turn = 0;

  async function count(text: string, mine: number): Promise<void> {
    loading.value = true;
    const answer = await countCrowd(text).catch((reason: ApiError) => reason);
    if (mine !== turn) return;
    loading.value = false;
    error.value = answer instanceof Error ? answer : null;
    if (!(answer instanceof Error)) found.value = answer;
  }

  watch(expression, (text) => {
    const mine = ++turn;
    loading.value = false;
    if (!text.trim()) { found.value = error.value = null; return; }
    setTimeout(() => { if (mine === turn) void count(text, mine); }, rest_ms);
  }, { immediate: true });
  return { found, error, loading };
}
