import { onShow } from "@dcloudio/uni-app";

import { badge } from "../store/cart";
import { nameTabs } from "../text/tabs";

/** A page with tabs has them in the language in use, and the number of units on the cart's. */
export function tabbed(): void {
  onShow(() => {
    nameTabs();
    badge();
  });
}
