export const ROLES = ["owner", "operator", "analyst", "service"] as const;

/** Scopes offered for a program's key: whole areas and the common single permissions. */
export const SCOPES = ["*", "events:write", "page:read", "orders:*", "goods:*", "stock:*", "shoppers:read", "shoppers:write", "tokens:issue", "crowds:read", "crowds:export", "status:read"] as const;
