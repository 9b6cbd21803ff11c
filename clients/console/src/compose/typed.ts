import { onUnmounted, ref, watch } from "vue";

/** Text that is being typed, and the same once the typing rests for a moment. */
export function useTyped(first = "", rest_ms = 300) {
  const typed = ref(first);
  const settled = ref(first);
  let timer: ReturnType<typeof setTimeout>;
  watch(typed, (text) => {
    clearTimeout(timer);
    timer = setTimeout(() => (settled.value = text.trim()), rest_ms);
  });
  onUnmounted(() => clearTimeout(timer));
  return { typed, settled };
}
