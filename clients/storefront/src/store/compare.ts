import { computed, ref } from "vue";

import type { Goods } from "../api/types";
import { follow, recall, remember } from "./kept";

/** How many goods stand side by side on a phone and can still be read. */
export const MOST_COMPARED = 4;
const KEY = "compare";
const kept = ref<string[]>(recall<string[]>(KEY) ?? []);
follow<string[]>(KEY, (theirs) => (kept.value = theirs ?? []));

/** The SKUs to compare, in the order in which they were chosen. */
export const compared = computed(() => kept.value);

function keep(next: string[]): void {
  kept.value = next;
  remember(KEY, next);
}

/** Take a product up to be compared, or put it back; the oldest makes room. */
export function weigh({ sku }: Pick<Goods, "sku">, isCompared: boolean): void {
  const others = kept.value.filter((each) => each !== sku);
  keep(isCompared ? [...others, sku].slice(-MOST_COMPARED) : others);
}

/** Compare nothing any more. */
export const clear = (): void => keep([]);
