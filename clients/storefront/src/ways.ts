/** The ways through the shop: one function a page, so that no page spells another's address. */
type Query = Record<string, string | number | undefined>;

export function go(page: string, query: Query = {}): void {
  const parts = Object.entries(query).filter(([, value]) => value !== undefined && value !== "")
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  void uni.navigateTo({ url: `/pages/${page}/${page}${parts.length ? `?${parts.join("&")}` : ""}` });
}

/** A part of a page's address as it was before `go` spelt it; platforms differ in whether they read it back. */
export function spelt(part: string | undefined): string {
  try {
    return decodeURIComponent(part ?? "");
  } catch {
    return part ?? "";
  }
}

/** Switch to a tab: home, category, cart or mine. */
export const goTab = (tab: "home" | "category" | "cart" | "mine"): void => void uni.switchTab({ url: `/pages/${tab}/${tab}` });

/** Where a recommendation stood, so that what comes of it is counted as its effect. */
export interface Stood {
  request?: string;
  placement?: string;
}

export const goProduct = (sku: string, stood: Stood = {}): void => go("product", { sku, ...stood });
export const goSearch = (query = ""): void => go("search", { query });

/** What a message may lead to; pages of older clients and of other apps are not there. */
const TOLD = ["care", "favourites", "coupons", "sales", "orders", "messages", "category", "cart", "home", "privacy"];

/** Where a message leads: the order, the page, the coupon or the product that it speaks of; null for one that speaks of none. */
export function wayOf(message: { link: string; order?: string; coupon: string; skus: readonly string[] }): (() => void) | null {
  const page = /^\/?pages\/(\w+)\//.exec(message.link)?.[1] ?? "";
  if (page === "home" || page === "category" || page === "cart") return () => goTab(page);
  if (TOLD.includes(page)) return () => go(page);
  if (message.coupon) return () => go("coupons");
  const [sku] = message.skus;
  if (message.order) return () => go("order", { order: message.order });
  return sku ? () => goProduct(sku) : null;
}

/** Go back; a page that was opened by its address has nothing behind it but home. */
export function goBack(): void {
  if (getCurrentPages().length > 1) void uni.navigateBack();
  else goTab("home");
}
