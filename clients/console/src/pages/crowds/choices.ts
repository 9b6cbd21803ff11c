import { computed } from "vue";

import { crowds } from "../../api/crowds";
import { rfm } from "../../api/insight";
import { modelCards } from "../../api/predictions";
import { tags } from "../../api/tags";
import { useLoad } from "../../compose/load";
import { useWords } from "../../compose/words";

export const EVENTS = ["view", "cart", "fav", "search", "share", "page", "paid", "buy", "return"] as const;
export const MEASURES = ["count", "days", "distinct", "sum"] as const;
export const FACTS = ["city", "province", "sex", "device", "channel"] as const;

/** Everything a crowd can be composed of, with its name for people. */
export function useChoices() {
  const { say } = useWords();
  const known = useLoad(tags);
  const models = useLoad(modelCards);
  const segments = useLoad(rfm);
  const saved = useLoad(crowds);
  const options = computed(() => ({
    tag: [...(known.data.value?.items ?? []), ...(models.data.value?.items ?? [])].map((row) => ({ value: row.tag, label: say(row.label) })),
    segment: (segments.data.value?.segments ?? []).map((row) => ({ value: row.segment, label: say(row.label) })),
    crowd: (saved.data.value?.items ?? []).map((row) => ({ value: row.crowd, label: say(row.label) })),
  }));
  return { options };
}
