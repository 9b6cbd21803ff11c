import { reactive } from "vue";

import { sku as ask } from "../api/supply";

// Titles change rarely: one look-up for each SKU and tab is enough, a few at a time.
const titles = reactive(new Map<string, string>());
const asked = new Set<string>();

async function look(queue: string[]): Promise<void> {
  for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
    const wanted = id;
    const found = await ask(wanted).catch(() => null);
    titles.set(wanted, found?.title ?? wanted);
  }
}

/** Product titles by SKU, fetched when first wanted; the SKU itself stands in until then. */
export function useTitles() {
  function want(skus: Iterable<string>): void {
    const fresh = [...new Set(skus)].filter((id) => !asked.has(id));
    fresh.forEach((id) => asked.add(id));
    for (let lane = 0; lane < Math.min(4, fresh.length); lane += 1) void look(fresh);
  }
  return { want, title: (id: string): string => titles.get(id) ?? id };
}
