import { MessagePlugin } from "tdesign-vue-next";
import { ref } from "vue";

import type { ApiError } from "../api/client";
import { useWords } from "./words";

/** Run a write, say how it went, and tell whether it worked. */
export function useAct() {
  const { say } = useWords();
  const busy = ref(false);

  async function act<T>(write: () => Promise<T>, told?: (answer: T) => string): Promise<T | null> {
    busy.value = true;
    try {
      const answer = await write();
      if (told) void MessagePlugin.success(told(answer));
      return answer;
    } catch (reason) {
      const { text, hint } = reason as ApiError;
      void MessagePlugin.error(hint ? `${say(text)} ${say(hint)}` : say(text));
      return null;
    } finally {
      busy.value = false;
    }
  }
  return { busy, act };
}
