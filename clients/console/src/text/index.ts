import type { GlobalConfigProvider } from "tdesign-vue-next";
import enTd from "tdesign-vue-next/es/locale/en_US";
import zhTd from "tdesign-vue-next/es/locale/zh_CN";
import { createI18n } from "vue-i18n";

import type { Locale } from "../format";
import { en } from "./en";
import { zh } from "./zh";

const KEY = "huozhao.language";

function remembered(): Locale {
  return localStorage.getItem(KEY) === "en" ? "en" : "zh";
}

export const i18n = createI18n({ legacy: false, locale: remembered(), fallbackLocale: "zh", messages: { zh, en } });

/** Switch the language and remember it in this browser. */
export function speak(locale: Locale): void {
  i18n.global.locale.value = locale;
  localStorage.setItem(KEY, locale);
  document.documentElement.lang = locale === "zh" ? "zh-CN" : "en";
}

// TDesign types its word lists as read-only tuples, its own provider as plain arrays.
export const componentWords = { zh: zhTd, en: enTd } as unknown as Record<Locale, GlobalConfigProvider>;
