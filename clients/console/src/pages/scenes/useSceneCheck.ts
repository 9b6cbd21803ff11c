import { ref, shallowRef, watch, type Ref } from "vue";

import { checkScene, checkSceneText } from "../../api/scenes";
import type { SceneBody, SceneValid } from "../../api/types";

/** Check a scene a moment after it stops changing; a late answer to an older one is dropped. */
export function useSceneCheck(body: Ref<SceneBody | string>, rest_ms = 350) {
  const found = shallowRef<SceneValid | null>(null);
  const checking = ref(false);
  let turn = 0;

  watch(() => JSON.stringify(body.value), () => {
    const mine = ++turn, given = body.value;
    checking.value = true;
    setTimeout(async () => {
      if (mine !== turn) return;
      const answer = await (typeof given === "string" ? checkSceneText(given) : checkScene(given)).catch(() => null);
      if (mine !== turn) return;
      found.value = answer;
      checking.value = false;
    }, rest_ms);
  }, { immediate: true });
  return { found, checking };
}
