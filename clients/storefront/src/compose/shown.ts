import { getCurrentInstance, inject, type InjectionKey, nextTick, onMounted, onUnmounted, provide, watch } from "vue";

import type { ShownPage } from "../api/pages";
import type { Item } from "../api/types";
import { add } from "../store/cart";
import { say } from "../text";
import { kit, track } from "../track";
import { goProduct } from "../ways";
import { tell } from "./told";

const SHOWN: InjectionKey<() => ShownPage | null> = Symbol("shown");

/** What shoppers do with recommended goods: open them or take them along; both count for the page that showed them. */
export function useShown(page: () => ShownPage | null) {
  provide(SHOWN, page);

  function clicked(item: Item, zone: string): void {
    const shown = page();
    if (!shown) return;
    const { request_id, placement } = shown;
    track("Recommendation Clicked", { request_id, placement, sku: item.sku, position: item.position, zone });
  }

  function open(item: Item, zone: string): void {
    clicked(item, zone);
    goProduct(item.sku, { request: page()?.request_id, placement: page()?.placement });
  }

  function take(item: Item, zone: string): void {
    clicked(item, zone);
    const { sku, title, image, price_fen } = item;
    add({ sku, title, image, price_fen, category: [] });
    tell(say.value.shop.added);
  }

  return { open, take };
}

/** The page on which a part of it stands, so that what was really seen there is counted as its effect. */
export const useShownPage = (): (() => ShownPage | null) => inject(SHOWN, () => null);

/**
 * Follow which items (`.hz-item`) of this very page or part are really seen, and again whenever they are others. In a
 * browser the kit finds them by itself; a mini program looks into no part that is not shown to it.
 */
export function useWatched(items: () => unknown): void {
  const self = getCurrentInstance();
  let stop: (() => void) | undefined;
  async function follow(): Promise<void> {
    await nextTick();
    stop?.();
    const own = (self?.proxy as { $scope?: unknown } | null)?.$scope;
    stop = own ? kit.watch(own) : undefined;
  }
  onMounted(follow);
  watch(items, follow);
  onUnmounted(() => stop?.());
}
