/** The kinds of looks that the server records, for the filter. */
export const KNOWN = [
  "profile", "timeline", "recommendations", "shopper_list", "crowd_members", "crowd_export", "failed_events_export", "contact", "lookup", "copy", "decisions", "tag_evidence",
];
