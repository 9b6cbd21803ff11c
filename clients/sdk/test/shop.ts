import { vi } from "vitest";

import type { Kit, Options } from "../src/api";
import { kitOn } from "../src/kit";
import { weapp } from "../src/weapp";
import type { Watcher } from "../src/wrap";
import { TestMall } from "./mall";
import { Phone, type Running } from "./phone";

export const T0 = Date.UTC(2026, 5, 1, 12);

/** A shopper with a phone, and the mall. */
export class Shop {
  readonly mall = new TestMall();
  readonly phone = new Phone(this.mall);
  shopper = "u1";
  run!: Running;
  kit!: Kit;
  watcher!: Watcher;

  /** Open the mini program on the phone. */
  async open(options: Partial<Options> = {}): Promise<this> {
    this.run = this.phone.open();
    const signIn = () => this.phone.isOnline ? this.mall.signIn(this.shopper) : Promise.reject(new Error("offline"));
    const all = { url: "https://mall.example", signIn, ...options };
    [this.kit, this.watcher] = kitOn(weapp(this.run.wx), all, this.run.wx);
    await settle(100);
    return this;
  }

  /** Return what the mall has of one name. */
  told(name: string): Record<string, unknown>[] {
    return [...this.mall.stored.values()].filter((each) => each.name === name).map((each) => each.properties);
  }
}

/** Open a shop where the shopper has agreed. */
export async function agreed(options: Partial<Options> = {}): Promise<Shop> {
  const shop = await new Shop().open(options);
  shop.kit.agree();
  return shop;
}

/** Set the phone's clock; the mall's goes on as it went. */
export function setClock(shop: Shop, by: number): void {
  vi.setSystemTime(Date.now() + by);
  shop.mall.ahead -= by;
}

/** Let so many ms of the phone's time pass. */
export async function settle(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}
