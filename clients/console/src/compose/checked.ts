import { ref, shallowRef, watch, type Ref } from "vue";

import { validate } from "../api/tags";
import type { Valid } from "../api/types";

/** Check definitions a moment after the typing rests; a late answer to older text is dropped. */
export function useChecked(source: Ref<string>, rest_ms = 300) {
  const found = shallowRef<Valid | null>(null);
  const checking = ref(false);
  let turn = 0;

  watch(source, (text) => {
    const mine = ++turn;
    checking.value = true;
    setTimeout(async () => {
      if (mine !== turn) return;
      const answer = text.trim() ? await validate(text).catch(() => null) : null;
      if (mine !== turn) return;
      found.value = answer;
      checking.value = false;
    }, rest_ms);
  }, { immediate: true });
  return { found, checking };
}
