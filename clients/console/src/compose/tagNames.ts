import { computed } from "vue";

import { rfm } from "../api/insight";
import { modelCards } from "../api/predictions";
import { tags } from "../api/tags";
import { useLoad } from "./load";
import { useWords } from "./words";

/** The names for people of every tag: defined ones, predicted ones and segments. */
export function useTagNames() {
  const { say } = useWords();
  const defined = useLoad(tags);
  const models = useLoad(modelCards);
  const segments = useLoad(rfm);
  return computed(() => new Map<string, string>([
    ...(defined.data.value?.items ?? []).map((row) => [row.tag, say(row.label)] as const),
    ...(models.data.value?.items ?? []).map((row) => [row.tag, say(row.label)] as const),
    ...(segments.data.value?.segments ?? []).map((row) => [`rfm:${row.segment}`, say(row.label)] as const),
  ]));
}
