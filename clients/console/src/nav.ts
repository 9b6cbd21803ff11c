/** The pages of the side navigation, in groups; what a role may not see is left out. */
export interface Place { to: string; key: string; permission: string }
export interface Group { key: string; places: Place[] }

const place = (key: string, permission: string, to = `/${key}`): Place => ({ key, permission, to });

export const GROUPS: Group[] = [
  { key: "", places: [place("board", "board:read")] },
  {
    key: "people",
    places: [
      place("shoppers", "shoppers:read"), place("tags", "tags:read"), place("predicted", "tags:read"),
      place("segments", "tags:read"), place("crowds", "crowds:read"), place("strategies", "crowds:read"), place("portrait", "board:read"),
    ],
  },
  { key: "goods", places: [place("debug", "recommendations:explain", "/debugger"), place("rules", "goods:read"), place("search", "page:read"), place("scenes", "scenes:read"), place("needs", "shoppers:read"), place("evaluation", "board:read")] },
  { key: "supply", places: [place("stock", "stock:read"), place("alerts", "stock:read"), place("proposals", "plans:read"), place("purchases", "plans:read"), place("forecast", "plans:read"), place("tiers", "plans:read"), place("backtest", "plans:read"), place("slow", "plans:read"), place("range", "plans:read")] },
  { key: "operation", places: [place("coupons", "crowds:read"), place("sales", "crowds:read"), place("experiments", "board:read"), place("service", "talks:read"), place("care", "goods:read"), place("topUp", "board:read", "/top-up"), place("campaigns", "crowds:read"), place("messages", "crowds:read"), place("wechat", "board:read"), place("voice", "board:read"), place("trial", "board:read"), place("corrections", "board:read"), place("trends", "board:read"), place("reports", "board:read")] },
  {
    key: "trust",
    places: [place("privacy", "privacy:read"), place("looks", "access_log:read"), place("access", "users:manage")],
  },
  { key: "data", places: [place("connections", "imports:write"), place("failed", "failed:read"), place("start", "jobs:read")] },
];

/** The groups with the places that may be seen; empty groups fall away. */
export function shown(may: (permission: string) => boolean): Group[] {
  return GROUPS.map((group) => ({ ...group, places: group.places.filter((each) => may(each.permission)) }))
    .filter((group) => group.places.length);
}
