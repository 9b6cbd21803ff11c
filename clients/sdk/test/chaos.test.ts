import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { agreed, setClock, settle, T0 } from "./shop";

beforeEach(() => void vi.useFakeTimers({ now: T0 }));
afterEach(() => void vi.useRealTimers());

/** Return numbers from 0 to 1 that are the same for the same seed (Lehmer). */
function dice(seed: number): () => number {
  let state = seed * 48_271 + 1;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

it.each(Array.from({ length: 60 }, (_, seed) => seed))("loses nothing and stores nothing twice, whatever happens (%i)", async (seed) => {
  const roll = dice(seed + 1), shop = await agreed();
  const told = new Set<string>();
  let sku = 0;
  const tell = () => {
    told.add(`g${++sku}`);
    shop.kit.tell(roll() < 0.3 ? "Product Added To Cart" : "Product Viewed", { sku: `g${sku}` });
  };
  const happen: (() => unknown)[] = [
    () => shop.run.network(false),
    () => shop.run.network(true),
    () => (shop.mall.fault = 503),
    () => (shop.mall.fault = "lost"),
    () => (shop.mall.fault = undefined),
    () => shop.mall.tokens.clear(),
    () => shop.run.hide(),
    () => shop.run.show(),
    () => setClock(shop, Math.floor((roll() - 0.5) * 172_800_000)),
    async () => {
      await settle(10); // what was told has been written: the stated bound
      shop.phone.kill();
      await shop.open();
    },
  ];
  for (let step = 0; step < 60; step++) {
    for (let n = Math.floor(roll() * 4); n > 0; n--) tell();
    if (roll() < 0.5) await happen[Math.floor(roll() * happen.length)]!();
    await settle(Math.floor(roll() ** 4 * 600_000));
  }
  shop.mall.fault = undefined;
  shop.run.network(true);
  await settle(10 * 60_000);
  const stored = [...shop.mall.stored.values()].map((each) => each.properties.sku);
  expect(stored.length).toBe(new Set(stored).size);
  expect(new Set(stored)).toEqual(told);
  expect([shop.mall.conflicts, shop.kit.state().waiting]).toEqual([0, 0]);
});
