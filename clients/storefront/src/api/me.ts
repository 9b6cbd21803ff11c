import { ask } from "./http";
import type { Held, Listed, MyCoupons, Switch, Voucher } from "./types";

export const getMe = () => ask<Held>("GET", "/v1/me");
export const getSwitches = () => ask<Listed<Switch>>("GET", "/v1/me/consents");
export const turn = (purpose: string, given: boolean, notice: number | null) =>
  ask<Listed<Switch>>("PUT", "/v1/me/consents", { body: { consents: [{ purpose, given, notice }] } });
export const correct = (facts: Record<string, string | number>) => ask<unknown>("POST", "/v1/me/corrections", { body: { facts } });
export const contest = (tag: string) => ask<unknown>("POST", "/v1/me/contests", { body: { tag } });
export const getCopy = () => ask<Record<string, unknown>>("GET", "/v1/me/copy");
export const getReadableCopy = () => ask<string>("GET", "/v1/me/copy.html");

/** What an erasure left behind: a receipt that the mall can verify. */
export interface Receipt {
  receipt: string;
  removed: Record<string, number>;
}
export const erase = () => ask<Receipt>("POST", "/v1/me/erase");

export const getMyCoupons = () => ask<MyCoupons>("GET", "/v1/me/coupons");
export const claim = (coupon: string) => ask<Voucher>("POST", `/v1/me/coupons/${encodeURIComponent(coupon)}/claim`);
