import { computed, ref } from "vue";

import { track } from "../track";
import { follow, recall, remember } from "./kept";

/** A line of the cart. Title, price and picture are what was seen; the mall prices again at checkout. */
export interface CartLine {
  sku: string;
  title: string;
  category: string[];
  image: string | null;
  price_fen: number;
  quantity: number;
  chosen: boolean;
}

const KEY = "cart";
const MOST = 99;
const lines = ref<CartLine[]>(recall<CartLine[]>(KEY) ?? []);

export const cart = computed(() => lines.value);
export const chosen = computed(() => lines.value.filter((line) => line.chosen));
export const units = computed(() => lines.value.reduce((sum, line) => sum + line.quantity, 0));

function keep(next: CartLine[]): void {
  lines.value = next;
  remember(KEY, next);
  badge();
}

follow<CartLine[]>(KEY, (theirs) => {
  lines.value = theirs ?? [];
  badge();
});

/** Put goods into the cart. */
export function add(goods: Omit<CartLine, "quantity" | "chosen">, quantity = 1): void {
  const held = lines.value.find((line) => line.sku === goods.sku);
  if (held) setQuantity(goods.sku, held.quantity + quantity);
  else {
    keep([{ ...goods, quantity: Math.min(quantity, MOST), chosen: true }, ...lines.value]);
    track("Product Added To Cart", { sku: goods.sku, quantity });
  }
}

/** Change how many; none takes the line out. */
export function setQuantity(sku: string, quantity: number): void {
  const held = lines.value.find((line) => line.sku === sku);
  if (!held) return;
  const wanted = Math.max(0, Math.min(quantity, MOST));
  const more = wanted - held.quantity;
  keep(wanted ? lines.value.map((line) => (line.sku === sku ? { ...line, quantity: wanted } : line))
              : lines.value.filter((line) => line.sku !== sku));
  if (more > 0) track("Product Added To Cart", { sku, quantity: more });
  if (more < 0) track("Product Removed From Cart", { sku, quantity: -more });
}

/** Choose or leave out lines at checkout. */
export function choose(skus: readonly string[], isChosen: boolean): void {
  keep(lines.value.map((line) => (skus.includes(line.sku) ? { ...line, chosen: isChosen } : line)));
}

/** Take out what was ordered; that is no removal to tell of. */
export function ordered(skus: readonly string[]): void {
  keep(lines.value.filter((line) => !skus.includes(line.sku)));
}

/** Put the number of units on the cart's tab. */
export function badge(): void {
  const index = 2;
  // Only pages with tabs have a bar to write on.
  const fail = () => undefined;
  if (units.value) uni.setTabBarBadge({ index, text: units.value > 99 ? "99+" : String(units.value), fail });
  else uni.removeTabBarBadge({ index, fail });
}
