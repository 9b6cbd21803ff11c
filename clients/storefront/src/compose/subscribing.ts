import { ref } from "vue";

import { getSubscriptions, grant } from "../api/messages";
import { newId } from "../api/http";

/** WeChat asks for at most three templates at a time. */
const MOST = 3;

/**
 * One tap on "allow" is one message of a template. The templates are loaded before, because WeChat asks only in the tap
 * itself. Elsewhere than in WeChat there are none, and nothing to tap.
 */
export function useSubscribing(scene: string) {
  const templates = ref<string[]>([]);

  async function load(): Promise<void> {
    // #ifdef MP-WEIXIN
    templates.value = (await getSubscriptions().catch(() => ({ items: [] }))).items.map((each) => each.template).slice(0, MOST);
    // #endif
  }

  /** Ask, and tell the mall what was allowed; returns how many. */
  function ask(): Promise<number> {
    return new Promise((resolve, reject) => {
      uni.requestSubscribeMessage({
        tmplIds: templates.value,
        success: (answer) => {
          const said = answer as unknown as Record<string, string>;
          const allowed = templates.value.filter((id) => said[id] === "accept");
          if (!allowed.length) return resolve(0);
          grant(allowed.map((template) => ({ id: newId("tap"), template, scene }))).then(() => resolve(allowed.length), reject);
        },
        fail: () => resolve(0),
      });
    });
  }

  return { templates, load, ask };
}
