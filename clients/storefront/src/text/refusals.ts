import { pair } from "./pair";

/** What the mall's refusals mean to a shopper, by their stable code; others are told in the mall's own words. */
export const refusals = pair({
  out_of_stock: "库存不够了：请减少数量或换一件。没有扣款，也没有占用库存。", holds_enough: "你有未付款的订单占着货，请先付款或取消。", sale_cap: "超过了每人限购的数量。", sold_out: "已经抢光了。", sale_not_live: "这个活动现在没有进行。", group_full: "这个团已经满了，可以自己开一个。",
  group_over: "这个团的时间到了，可以自己开一个。", in_group: "你已经在这个团里了，邀请好友吧。", address_in_use: "有订单正送往这个地址，收到货后再删。", unknown_address: "这个地址不在了，请重新选一个。", addresses_full: "地址已满，请先删掉一个。",
  not_claimable: "这张券现在领不了。", coupon_cap: "这张券你已经领够了。", not_live: "这张券已经停发。", unknown_voucher: "这张券不能用了，请重新计价。", unknown_sku: "这个商品已经下架。", too_many_requests: "操作太快了，请稍等一下。", guests_off: "这家商城需要从商城登录后进入。",
}, {
  out_of_stock: "Not enough stock: take fewer or something else. Nothing was charged or held.", holds_enough: "Unpaid orders of yours hold goods; pay or cancel them first.", sale_cap: "More than each shopper may buy.", sold_out: "All sold.", sale_not_live: "This sale is not on now.", group_full: "This group is full; you can open another.",
  group_over: "The time of this group is up; you can open another.", in_group: "You are in this group already; invite friends.", address_in_use: "An order is on its way there; remove it when the order is yours.", unknown_address: "This address is gone, choose another.", addresses_full: "Your book of addresses is full; remove one first.",
  not_claimable: "This coupon cannot be taken now.", coupon_cap: "You have had all you may take of it.", not_live: "This coupon is no longer given.", unknown_voucher: "This coupon cannot be used any more; price again.", unknown_sku: "This product is no longer on sale.", too_many_requests: "Too fast, please wait a moment.", guests_off: "Please come in through the mall's own log-in.",
});
