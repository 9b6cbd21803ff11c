import { pair } from "./pair";

/** What the mall's refusals mean to a shopper, by their stable code; others are told in the mall's own words. */
export const refusals = pair({
  out_of_stock: "库存不够了：请减少数量或换一件。没有扣款，也没有占用库存。", holds_enough: "你有未付款的订单占着货，请先付款或取消。", sale_cap: "超过了每人限购的数量。", sold_out: "已经抢光了。", sale_not_live: "这个活动现在没有进行。", group_full: "这个团已经满了，可以自己开一个。", not_on_sale: "已下架，请去掉后再下单。",
  group_over: "这个团的时间到了，可以自己开一个。", in_group: "你已经在这个团里了，邀请好友吧。", address_in_use: "有订单正送往这个地址，收到货后再删。", unknown_address: "这个地址不在了，请重新选一个。", addresses_full: "地址数量已到上限，请先删掉一个。",
  not_claimable: "这张券现在领不了。", coupon_cap: "这张券你已经领够了。", not_live: "这张券已经停发。", unknown_voucher: "这张券不能用了，请重新计价。", unknown_sku: "这个商品已经下架。", too_many_requests: "操作太快了，请稍等一下。", guests_off: "请先从商城登录，再进入这里。",
  unknown_group: "这个团不在了，看看别的活动吧。", group_waiting: "还没成团，成团后才能继续。", reservation_ended: "没在时限内付款，订单已取消，请重新下单。", paid_meanwhile: "这笔订单正在付款，请稍后再看。", order_state: "订单状态已经变了，请看最新状态。", order_conflict: "刚才已经提交过一笔订单，请到“我的订单”查看。",
  nothing_to_return: "这笔订单的商品已全部退回。", return_too_much: "超过了可退的数量。", no_shops: "商城还没有开门店，暂时不能下单。", vouchers_contended: "优惠券正在变动，请再试一次。",
}, {
  out_of_stock: "Not enough stock: choose fewer or something else. Nothing was charged or held.", holds_enough: "You have unpaid orders that hold stock; pay or cancel them first.", sale_cap: "That is more than each shopper may buy.", sold_out: "Sold out.", sale_not_live: "This sale is not on now.", group_full: "This group is full; you can open another.", not_on_sale: "Off sale now: take it out and order again.",
  group_over: "This group has run out of time; you can open another.", in_group: "You are in this group already; invite friends.", address_in_use: "An order is on its way there; remove it once the order has arrived.", unknown_address: "This address is gone, choose another.", addresses_full: "Your address book is full; remove one first.",
  not_claimable: "This coupon cannot be claimed now.", coupon_cap: "You have claimed this coupon as often as you may.", not_live: "This coupon is no longer available.", unknown_voucher: "This coupon can no longer be used; please check the price again.", unknown_sku: "This product is no longer on sale.", too_many_requests: "Too fast, please wait a moment.", guests_off: "Please log in through the mall first.",
  unknown_group: "This group is gone; see other sales.", group_waiting: "The group is not full yet; go on once it is.", reservation_ended: "Not paid in time: the order was cancelled, please order again.", paid_meanwhile: "This order is being paid; look again in a moment.", order_state: "The order has changed; see how it stands now.", order_conflict: "An order was placed from here already; see My orders.",
  nothing_to_return: "All of this order came back already.", return_too_much: "More than can be returned.", no_shops: "The mall has no shops yet, so nothing can be ordered.", vouchers_contended: "Your coupons are changing; please try again.",
});
