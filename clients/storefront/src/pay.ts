import { getOrder, startPayment } from "./api/orders";
import type { MyOrder } from "./api/types";
import { askToTell } from "./compose/subscribing";

const TRIES = 6;
const PAUSE_MS = 1_000;

/** Whether WeChat's own payment is at hand. */
export function isInWechat(): boolean {
  let is = false;
  // #ifdef MP-WEIXIN
  is = true;
  // #endif
  return is;
}

/**
 * Pay through WeChat: its sheet opens, and the mall hears of the payment from WeChat itself. Null when it was put away.
 * Right after it is the one moment besides a tap in which WeChat lets a shop ask whether it may tell of the order.
 */
export async function payThroughWechat(order: string): Promise<MyOrder | null> {
  const { payment } = await startPayment(order);
  const asked = { provider: "wxpay", orderInfo: {}, ...payment } as unknown as UniNamespace.RequestPaymentOptions;
  const isDone = await new Promise<boolean>((resolve) => {
    const success = () => { void askToTell("care"); resolve(true); };
    uni.requestPayment({ ...asked, success, fail: () => resolve(false) });
  });
  return isDone ? heard(order) : null;
}

/** WeChat's notice to the mall comes a moment after its answer to the phone. */
async function heard(order: string): Promise<MyOrder> {
  for (let n = 1; ; n++) {
    const now = await getOrder(order);
    if (now.status !== "placed" || n === TRIES) return now;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
