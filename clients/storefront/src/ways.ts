/** The ways through the shop: one function a page, so that no page spells another's address. */
type Query = Record<string, string | number | undefined>;

export function go(page: string, query: Query = {}): void {
  const parts = Object.entries(query).filter(([, value]) => value !== undefined && value !== "")
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  void uni.navigateTo({ url: `/pages/${page}/${page}${parts.length ? `?${parts.join("&")}` : ""}` });
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

/** Go back; a page that was opened by its address has nothing behind it but home. */
export function goBack(): void {
  if (getCurrentPages().length > 1) void uni.navigateBack();
  else goTab("home");
}
