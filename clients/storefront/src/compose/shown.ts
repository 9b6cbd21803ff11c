import { inject, type InjectionKey, provide } from "vue";

import type { Item, Page } from "../api/types";
import { add } from "../store/cart";
import { say } from "../text";
import { track } from "../track";
import { goProduct } from "../ways";
import { tell } from "./told";

const SHOWN: InjectionKey<() => Page | null> = Symbol("shown");

/** What shoppers do with recommended goods: open them or take them along; both count for the page that showed them. */
export function useShown(page: () => Page | null) {
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
export const useShownPage = (): (() => Page | null) => inject(SHOWN, () => null);
