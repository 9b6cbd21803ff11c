import { whoAmI } from "../store/session";
import type { BasketLine } from "./baskets";
import { ask } from "./http";
import type { Group, Listed, Quote, Sale } from "./types";
import { Failure } from "./wire";

export const getSales = () => ask<Listed<Sale>>("GET", "/v1/live-sales");
export const getGroup = (group: string) => ask<Group>("GET", `/v1/groups/${encodeURIComponent(group)}`);

/** Price what is bought in a sale: at its price, without coupons, as delivered. Throws Failure when the sale is over. */
export async function getSaleQuote(sale: string, { sku, quantity }: BasketLine): Promise<Quote> {
  const found = (await getSales()).items.find((each) => each.sale === sale);
  if (!found) throw new Failure("refused", "this sale is over / 活动已结束", 404, "sale_over");
  const before_fen = found.usual_fen * quantity;
  const goods_fen = found.price_fen * quantity;
  const sold = { sku, quantity, price_fen: found.price_fen };
  const { delivery_fen } = await ask<Quote>("POST", "/v1/quotes", { body: { lines: [sold], shopper: whoAmI(), vouchers: [] } });
  const line = { sku, quantity, price_fen: found.usual_fen, discount_fen: before_fen - goods_fen, to_pay_fen: goods_fen };
  const total_fen = goods_fen + delivery_fen;
  return { lines: [line], gifts: [], before_fen, discount_fen: before_fen - goods_fen, delivery_fen, delivery_off_fen: 0, total_fen, options: [], arm: "" };
}
