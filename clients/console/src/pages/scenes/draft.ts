import type { SceneBody, Text } from "../../api/types";

export interface Near { longitude: number; latitude: number; system: string; km: number; name?: string }
export interface Polygon { system: string; points: [number, number][]; name?: string }
export interface Span { from: string; to: string }
export interface Around { term?: string; holiday?: string; before?: number; after?: number; during?: boolean }
export interface Place { cities?: string[]; provinces?: string[]; near?: Near[]; polygons?: Polygon[] }
export interface Period {
  dates?: Span[]; yearly?: Span[]; lunar?: Span[]; terms?: Around[]; holidays?: Around[]; days?: string[]; weekdays?: string[]; hours?: Span[];
}
export interface Sky { below_c?: number; above_c?: number; drop?: { by_c: number; days: number }; sky?: string[] }
/** Conditions that must all hold; a scene holds when one of its groups does. */
export interface Group { place?: Place; period?: Period; weather?: Sky; tags?: string[] }
export interface Goods {
  skus?: string[]; categories?: string[]; words?: string[]; attributes?: Record<string, string[]>; tags?: string[];
  price_fen?: { from?: number; to?: number }; launched_within_days?: number; sort?: string; most?: number;
}
export interface Draft {
  id: string; title: Text; enabled: boolean; priority: number; owner: string; groups: Group[]; goods: Goods; guide: Text; popupTitle: Text; popupBody: Text;
  coupon: string; placements: string[]; holdOut: number | undefined;
}

const KINDS = ["place", "period", "weather", "tags"];
const empty = (): Text => ({ zh: "", en: "" });
const list = <T>(value: unknown): T[] => (value === undefined || value === null ? [] : Array.isArray(value) ? (value as T[]) : [value as T]);
const span = (value: unknown): Span => (typeof value === "object" && value ? (value as Span) : { from: String(value), to: String(value) });
const around = (key: "term" | "holiday") => (value: unknown): Around => (typeof value === "object" && value ? (value as Around) : { [key]: String(value) });
const text = (value: unknown): Text => ({ ...empty(), ...((value as Text | null) ?? {}) });

export const blank = (): Draft => ({
  id: "", title: empty(), enabled: true, priority: 30, owner: "", groups: [{}], goods: { words: [], sort: "heat" }, guide: empty(), popupTitle: empty(),
  popupBody: empty(), coupon: "", placements: ["home"], holdOut: undefined,
});

/** Read the conditions as groups; null where they are nested deeper than the form can show. */
export function groupsOf(when: unknown): Group[] | null {
  const node = (when ?? {}) as Record<string, unknown>;
  const names = Object.keys(node);
  if (names.every((name) => KINDS.includes(name))) return [tidy(node)];
  if (names.length === 1 && names[0] === "any") {
    const parts = list<Record<string, unknown>>(node.any);
    return parts.every((part) => Object.keys(part).every((name) => KINDS.includes(name))) ? parts.map(tidy) : null;
  }
  return null;
}

function tidy(node: Record<string, unknown>): Group {
  const place = node.place as Record<string, unknown> | undefined;
  const period = node.period as Record<string, unknown> | undefined;
  const weather = node.weather as Record<string, unknown> | undefined;
  return drop({
    place: place && drop({ cities: list<string>(place.cities), provinces: list<string>(place.provinces), near: list<Near>(place.near), polygons: list<Polygon>(place.polygons) }),
    period: period && drop({
      dates: list(period.dates).map(span), yearly: list(period.yearly).map(span), lunar: list(period.lunar).map(span), terms: list(period.terms).map(around("term")),
      holidays: list(period.holidays).map(around("holiday")), days: list<string>(period.days).map(String), weekdays: list<string>(period.weekdays).map(String), hours: list(period.hours).map(span),
    }),
    weather: weather && drop({
      below_c: weather.below_c as number, above_c: weather.above_c as number, sky: list<string>(weather.sky),
      drop: weather.drop === undefined ? undefined : typeof weather.drop === "object" ? { days: 3, ...(weather.drop as { by_c: number }) } : { by_c: Number(weather.drop), days: 3 },
    }),
    tags: node.tags === undefined ? undefined : list<unknown>(node.tags).map((tag) => (typeof tag === "string" ? tag : `${(tag as { tag: string }).tag} = ${(tag as { value?: string }).value ?? ""}`)),
  });
}

/** Leave out what says nothing: undefined, empty texts, empty lists. */
export function drop<T extends object>(given: T): T {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== null && value !== "" && !(Array.isArray(value) && !value.length))) as T;
}
const said = (value: Text): Text | undefined => (value.zh.trim() || value.en.trim() ? { zh: value.zh.trim() || value.en.trim(), en: value.en.trim() || value.zh.trim() } : undefined);
const kept = (group: Group): Group => Object.fromEntries(Object.entries(group).map(([name, value]) => [name, Array.isArray(value) ? value : drop(value as object)]).filter(([, value]) => Object.keys(value as object).length)) as Group;

/** Read a scene into the form; null where only its text can show it. */
export function fromBody(body: SceneBody): Draft | null {
  const groups = groupsOf(body.when);
  if (!groups) return null;
  const goods = (body.goods ?? {}) as Goods & Record<string, unknown>;
  const popup = body.popup as { title?: Text; body?: Text; coupon?: string } | null | undefined;
  return {
    id: body.scene ?? "", title: text(body.title), enabled: body.enabled !== false, priority: Number(body.priority ?? 10), owner: String(body.owner ?? ""), groups,
    goods: { ...goods, skus: list(goods.skus), categories: list(goods.categories), words: list(goods.words), tags: list(goods.tags), sort: goods.sort ?? "heat" },
    guide: text(body.guide), popupTitle: text(popup?.title), popupBody: text(popup?.body), coupon: popup?.coupon ?? "",
    placements: body.placements === undefined ? ["home"] : list(body.placements), holdOut: body.hold_out === undefined || body.hold_out === null ? undefined : Math.round(Number(body.hold_out) * 100),
  };
}

/** The scene to send. */
export function toBody(draft: Draft): SceneBody {
  const groups = draft.groups.map(kept).filter((group) => Object.keys(group).length);
  const title = said(draft.popupTitle);
  const popup = title ? drop({ title, body: said(draft.popupBody) ?? title, coupon: draft.coupon.trim() }) : undefined;
  return drop({
    scene: draft.id, title: said(draft.title), enabled: draft.enabled, priority: draft.priority, owner: draft.owner.trim(),
    when: groups.length === 1 ? groups[0] : groups.length ? { any: groups } : undefined,
    goods: drop({ ...draft.goods, price_fen: draft.goods.price_fen && Object.keys(drop(draft.goods.price_fen)).length ? drop(draft.goods.price_fen) : undefined }),
    guide: said(draft.guide), popup, placements: draft.placements, hold_out: draft.holdOut === undefined ? undefined : draft.holdOut / 100,
  }) as SceneBody;
}
