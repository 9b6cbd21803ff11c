import { shallowRef } from "vue";

import { webhooks } from "../api/connections";

// One mall, one tab: the navigation shows how many subscriptions the engine has paused by itself, and a person has to look at.
const paused = shallowRef(0);

async function readPaused(): Promise<void> {
  const found = await webhooks().catch(() => null);
  if (found) paused.value = found.items.filter((each) => each.state === "paused" && each.paused_why).length;
}

/** How many subscriptions wait for a person. */
export function usePausedSubscriptions() {
  return { paused, readPaused };
}
