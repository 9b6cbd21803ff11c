/** The kinds of looks that the server records, for the filter. */
export const KNOWN = [
  "profile", "timeline", "recommendations", "identities", "privacy", "predictions", "shopper_list", "lookup", "orders", "contact", "tag_reasons", "tag_changes", "page_explained", "rule_preview",
  "tag_preview", "scene_preview", "context", "decisions", "vouchers", "sizes", "size_advice", "talks", "talk", "crowd_members", "slow_goods_shoppers", "crowd_export", "failed_events_export",
];
