import { shallowRef } from "vue";

import { alertCounts } from "../api/alerts";
import type { AlertCounts } from "../api/types";

// One mall, one tab: the navigation and the page of alerts show the same counts.
const counts = shallowRef<AlertCounts | null>(null);

async function readCounts(): Promise<void> {
  counts.value = await alertCounts().catch(() => counts.value);
}

/** How many alerts there are. */
export function useAlertCounts() {
  return { counts, readCounts };
}
