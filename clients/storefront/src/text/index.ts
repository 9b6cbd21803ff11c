import { computed, ref } from "vue";

import type { Words } from "../api/types";
import { recall, remember } from "../store/kept";
import { address } from "./address";
import { buy } from "./buy";
import { care } from "./care";
import { common } from "./common";
import { compare } from "./compare";
import { consent } from "./consent";
import { find } from "./find";
import { group } from "./group";
import { mine } from "./mine";
import { orders } from "./orders";
import { place } from "./place";
import { privacy } from "./privacy";
import { product } from "./product";
import { refusals } from "./refusals";
import { sales } from "./sales";
import { shop } from "./shop";
import { talk } from "./talk";

export type Language = "zh" | "en";

/** All words, by area. */
export const areas = { address, buy, care, common, compare, consent, find, group, mine, orders, place, privacy, product, refusals, sales, shop, talk };
type Areas = typeof areas;
type Said = { [Name in keyof Areas]: Areas[Name]["zh"] };

const KEY = "language";
const language = ref<Language>(recall<Language>(KEY) === "en" ? "en" : "zh");

/** The words of every area in the language in use: `say.common.retry` in a template, `say.value.…` in a script. */
export const say = computed(() => {
  const entries = Object.entries(areas).map(([name, area]) => [name, area[language.value]]);
  return Object.fromEntries(entries) as Said;
});

/** The language in use. */
export const spoken = computed(() => language.value);

/** Switch the language and remember it. */
export function speak(to: Language): void {
  language.value = to;
  remember(KEY, to);
}

/** Fill the places of a text: fill("满 {n} 元", { n: 99 }); "{n product|products}" is "1 product" or "2 products". */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)(?: ([^|}]+)\|([^}]+))?\}/g, (place, name: string, one?: string, many?: string) => {
    const value = values[name];
    return value === undefined ? place : one ? `${value} ${Number(value) === 1 ? one : many}` : String(value);
  });
}

/** Names one after the other, as the language in use sets them apart. */
export const listed = (names: string[]): string => names.join(spoken.value === "zh" ? "、" : ", ");

/** What is said of something after its name, as far as there is either. */
export const labelled = (name: string | undefined, text: string): string => [name, text].filter(Boolean).join(spoken.value === "zh" ? "：" : ": ");

/** A text of the server that stands by itself: it begins as a sentence does. */
export function headed(of: Words | null | undefined): string {
  const text = words(of);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A text of the server in the language in use. */
export function words(of: Words | null | undefined): string {
  return of ? of[language.value] || of.zh : "";
}
